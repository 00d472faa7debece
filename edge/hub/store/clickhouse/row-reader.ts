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
    return this.u8() === 1 ? null : this.text();
  }

  text(): string {
    const length = this.#length();
    const text = this.#bytes.toString("utf8", this.#at, this.#at + length);
    this.#at += length;
    return text;
  }

  /** Of an array. */
  f32s(): Float32Array {
    const length = this.#length();
    const values = new Float32Array(length);
    // A copy, because the bytes may not be aligned to four.
    new Uint8Array(values.buffer).set(this.#bytes.subarray(this.#at, this.#at + length * 4));
    this.#at += length * 4;
    return values;
  }

  #length(): number {
    let length = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.u8();
      length += (byte & 0x7f) * factor;
      if (byte < 0x80) return length;
    }
  }
}
