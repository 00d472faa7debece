/** Reads rows of ClickHouse's RowBinary format: values one after the other, little-endian. */
export class RowReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isDone(): boolean {
    return this.#at >= this.#bytes.length;
  }

  f64(): number {
    const value = this.#bytes.readDoubleLE(this.#at);
    this.#at += 8;
    return value;
  }

  u32(): number {
    const value = this.#bytes.readUInt32LE(this.#at);
    this.#at += 4;
    return value;
  }

  u8(): number {
    return this.#bytes.readUInt8(this.#at++);
  }

  /** Null where the column has none. */
  textOrNull(): string | null {
    if (this.u8() === 1) return null;
    let length = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.u8();
      length += (byte & 0x7f) * factor;
      if (byte < 0x80) break;
    }
    const text = this.#bytes.toString("utf8", this.#at, this.#at + length);
    this.#at += length;
    return text;
  }
}
