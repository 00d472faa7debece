const FIRST_BYTES = 16 * 1024;
const TWO_28 = 268_435_456;
const WireType = { varint: 0, fixed64: 1, bytes: 2 } as const;
/** A varint of 64 bits has ten bytes at most; a tag has one below field 16. */
const MAX_VARINT_BYTES = 11;

/**
 * Writes protobuf fields (proto2) into one buffer that grows and is used again for each message. Fields from 1 to 15
 * only, whose tags have one byte.
 */
export class WireWriter {
  #bytes = Buffer.from(new ArrayBuffer(FIRST_BYTES));
  #at = 0;

  /** Number of bytes written since `begin`. */
  get length(): number {
    return this.#at;
  }

  begin(): void {
    this.#at = 0;
  }

  /** What was written since `begin`; valid until the next write. */
  written(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }

  /** An integer from 0 to 2^53. */
  uint(field: number, value: number): void {
    this.#room(MAX_VARINT_BYTES);
    this.#bytes[this.#at++] = (field << 3) | WireType.varint;
    if (value < TWO_28) this.#varint(value);
    else {
      const low = value % TWO_28;
      this.#bytes[this.#at++] = (low & 127) | 128;
      this.#bytes[this.#at++] = ((low >>> 7) & 127) | 128;
      this.#bytes[this.#at++] = ((low >>> 14) & 127) | 128;
      this.#bytes[this.#at++] = (low >>> 21) | 128;
      this.#varint(Math.floor(value / TWO_28));
    }
  }

  /** A safe integer as int64, in two's complement where it is negative. */
  int64(field: number, value: number): void {
    if (value >= 0) {
      this.uint(field, value);
      return;
    }
    this.#room(MAX_VARINT_BYTES);
    this.#bytes[this.#at++] = (field << 3) | WireType.varint;
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 127n; rest >>= 7n) this.#bytes[this.#at++] = Number(rest & 127n) | 128;
    this.#bytes[this.#at++] = Number(rest);
  }

  bool(field: number, value: boolean): void {
    this.#room(2);
    this.#bytes[this.#at++] = (field << 3) | WireType.varint;
    this.#bytes[this.#at++] = value ? 1 : 0;
  }

  double(field: number, value: number): void {
    this.#room(9);
    this.#bytes[this.#at++] = (field << 3) | WireType.fixed64;
    this.#at = this.#bytes.writeDoubleLE(value, this.#at);
  }

  text(field: number, value: string): void {
    const from = this.open(field);
    // Three bytes are the most that a UTF-16 unit takes.
    this.#room(value.length * 3);
    this.#at += this.#bytes.write(value, this.#at, "utf8");
    this.close(from);
  }

  /** Begins a message within this one. `close` takes what it returns. */
  open(field: number): number {
    this.#room(2);
    this.#bytes[this.#at++] = (field << 3) | WireType.bytes;
    return ++this.#at;
  }

  /** Writes the length of the message that began at `from`; a long one moves to make room for it. */
  close(from: number): void {
    const length = this.#at - from;
    if (length < 128) {
      this.#bytes[from - 1] = length;
      return;
    }
    const more = length < 16_384 ? 1 : length < 2_097_152 ? 2 : 3;
    this.#room(more);
    this.#bytes.copyWithin(from + more, from, this.#at);
    this.#at = from - 1;
    this.#varint(length);
    this.#at += length;
  }

  /** An integer from 0 to 2^31. The caller has made room. */
  #varint(value: number): void {
    let rest = value;
    for (; rest > 127; rest >>>= 7) this.#bytes[this.#at++] = (rest & 127) | 128;
    this.#bytes[this.#at++] = rest;
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const larger = Buffer.from(new ArrayBuffer(Math.max(this.#at + bytes, this.#bytes.length * 2)));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
