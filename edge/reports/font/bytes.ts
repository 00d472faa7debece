/** Reads big-endian numbers of font files in order. Throws RangeError behind the end. */
export class Bytes {
  readonly #data: Buffer;
  at: number;

  constructor(data: Buffer, at = 0) {
    this.#data = data;
    this.at = at;
  }

  u8(): number {
    return this.#data.readUInt8(this.at++);
  }

  i8(): number {
    return this.#data.readInt8(this.at++);
  }

  u16(): number {
    this.at += 2;
    return this.#data.readUInt16BE(this.at - 2);
  }

  i16(): number {
    this.at += 2;
    return this.#data.readInt16BE(this.at - 2);
  }

  u32(): number {
    this.at += 4;
    return this.#data.readUInt32BE(this.at - 4);
  }

  /** A fraction with 14 bits. */
  f2dot14(): number {
    return this.i16() / 16_384;
  }

  /** `UIntBase128` of WOFF2. */
  base128(): number {
    let value = 0;
    for (let i = 0; i < 5; i++) {
      const byte = this.u8();
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) break;
    }
    return value;
  }

  /** `255UInt16` of WOFF2. */
  short255(): number {
    const code = this.u8();
    if (code === 253) return this.u16();
    if (code === 255) return this.u8() + 253;
    if (code === 254) return this.u8() + 506;
    return code;
  }

  take(length: number): Buffer {
    this.at += length;
    return this.#data.subarray(this.at - length, this.at);
  }
}
