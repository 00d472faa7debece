/** Wire types of protobuf that Sparkplug uses. Groups (3 and 4) are refused. */
export const WireType = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

const TWO_28 = 268_435_456;
const TWO_32 = 4_294_967_296;

/** Steps through protobuf fields. `end` is the end of the enclosing message; a step beyond it throws RangeError. */
export class WireReader {
  bytes: Buffer = Buffer.alloc(0);
  at = 0;
  /** View of the whole buffer that `bytes` is part of. */
  view: DataView = new DataView(new ArrayBuffer(0));
  /** Wire type of the field last read. */
  type = 0;
  /** Halves of the number last read, unsigned. */
  low = 0;
  high = 0;

  /** Moves to the beginning of `bytes`. */
  open(bytes: Buffer): void {
    this.bytes = bytes;
    this.at = 0;
    // Messages that arrived together share a buffer.
    if (this.view.buffer !== bytes.buffer) this.view = new DataView(bytes.buffer);
  }

  float(end: number): number {
    this.need(4, end);
    const at = this.bytes.byteOffset + this.at;
    this.at += 4;
    return this.view.getFloat32(at, true);
  }

  double(end: number): number {
    this.need(8, end);
    this.at += 8;
    return this.doubleAt(this.at - 8);
  }

  /** Reads eight bytes; the caller has checked the length. */
  doubleAt(at: number): number {
    return this.view.getFloat64(this.bytes.byteOffset + at, true);
  }

  /** Reads a field's tag and checks its wire type against the schema. */
  field(schema: readonly (number | undefined)[], end: number): number {
    const field = this.fieldOfAnyType(end);
    const expected = schema[field];
    if (expected !== undefined && expected !== this.type)
      throw new RangeError(`field ${field} has wire type ${this.type} where the Sparkplug schema has ${expected}`);
    return field;
  }

  fieldOfAnyType(end: number): number {
    const tag = this.varintNumber(end);
    if (tag >= TWO_32) throw new RangeError("a field number has more than 29 bits");
    this.type = tag & 7;
    const field = tag >>> 3;
    if (field === 0) throw new RangeError("a field has number 0");
    return field;
  }

  skip(end: number): void {
    if (this.type === WireType.varint) this.varint(end);
    else if (this.type === WireType.bytes) this.skipBytes(end);
    else if (this.type === WireType.fixed64 || this.type === WireType.fixed32) {
      const size = this.type === WireType.fixed64 ? 8 : 4;
      this.need(size, end);
      this.at += size;
    } else throw new RangeError(`wire type ${this.type} is not used by Sparkplug`);
  }

  /** Start of a length-delimited field; moves behind it. */
  skipBytes(end: number): number {
    const length = this.length(end);
    const from = this.at;
    this.at += length;
    return from;
  }

  length(end: number): number {
    const length = this.varintNumber(end);
    this.need(length, end);
    return length;
  }

  need(length: number, end: number): void {
    if (length > end - this.at)
      throw new RangeError(`a field of ${length} bytes reaches beyond the end of its message`);
  }

  varintNumber(end: number): number {
    const byte = this.bytes[this.at] as number;
    // Most numbers are tags, lengths and aliases of one byte.
    if (byte < 0x80 && this.at < end) {
      this.at++;
      return byte;
    }
    this.varint(end);
    return this.high * TWO_32 + this.low;
  }

  /**
   * The number of exactly six bytes at this place, as milliseconds since 1970 have from 2004 to 2109; -1 for another
   * length.
   */
  sixByteNumber(at: number, end: number): number {
    if (at + 6 > end) return -1;
    const { bytes } = this;
    const a = bytes[at] as number;
    const b = bytes[at + 1] as number;
    const c = bytes[at + 2] as number;
    const d = bytes[at + 3] as number;
    const e = bytes[at + 4] as number;
    const f = bytes[at + 5] as number;
    if ((a & b & c & d & e) < 0x80 || f >= 0x80) return -1;
    return (
      ((e & 0x7f) | (f << 7)) * TWO_28 + ((a & 0x7f) | ((b & 0x7f) << 7) | ((c & 0x7f) << 14) | ((d & 0x7f) << 21))
    );
  }

  /** The same, exact beyond 2^53. */
  exactNumber(end: number): number | bigint {
    const number = this.varintNumber(end);
    return number <= Number.MAX_SAFE_INTEGER ? number : (BigInt(this.high) << 32n) | BigInt(this.low);
  }

  /** Reads up to ten bytes into two unsigned halves; bits above 64 are dropped, as protobuf does. */
  varint(end: number): void {
    const { bytes } = this;
    let at = this.at;
    let lo = 0;
    let hi = 0;
    let byte = 0x80;
    for (let shift = 0; byte >= 0x80; shift += 7) {
      if (at >= end) throw new RangeError("a number is cut off at the end of its message");
      if (shift === 70) throw new RangeError("a number has more than ten bytes");
      byte = bytes[at++] as number;
      const bits = byte & 0x7f;
      if (shift < 28) lo |= bits << shift;
      else if (shift === 28) {
        lo |= bits << 28;
        hi = bits >>> 4;
      } else hi |= bits << (shift - 32);
    }
    this.at = at;
    this.low = lo >>> 0;
    this.high = hi >>> 0;
  }
}
