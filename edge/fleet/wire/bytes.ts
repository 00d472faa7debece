/** Bytes that grow, and a reader that never leaves its bounds: numbers of 7 bits a byte (LEB128, DWARF 5, 7.6). */

const FIRST_BYTES = 1024;
/** From here on 32-bit arithmetic does not hold. */
const WIDE = 2 ** 31;

export class ByteWriter {
  #bytes = new Uint8Array(FIRST_BYTES);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Begins anew, in the same memory. */
  clear(): void {
    this.#length = 0;
  }

  u8(value: number): void {
    this.#room(1);
    this.#bytes[this.#length++] = value;
  }

  /** A whole number from 0 to 2^53. */
  varint(value: number): void {
    this.#room(8);
    if (value < 128) this.#bytes[this.#length++] = value;
    else this.#long(value);
  }

  /** A whole number of either sign, at most 2^52: small ones are short (zigzag, as in Protocol Buffers). */
  signed(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  append(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** The bytes with their length before them. */
  block(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.append(bytes);
  }

  /** A view, valid until the next write. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #long(value: number): void {
    let wide = value;
    while (wide >= WIDE) {
      this.#bytes[this.#length++] = (wide % 128) | 128;
      wide = Math.floor(wide / 128);
    }
    // A variable of its own, which stays a small integer for V8.
    let rest = wide | 0;
    for (; rest > 127; rest >>>= 7) this.#bytes[this.#length++] = (rest & 127) | 128;
    this.#bytes[this.#length++] = rest;
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

/** Reads what ByteWriter wrote. Throws RangeError where the bytes end too early, or a number is too long. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  u8(): number {
    if (this.#at >= this.#bytes.length) throw new RangeError("the message ends too early");
    return this.#bytes[this.#at++] as number;
  }

  varint(): number {
    const first = this.u8();
    if (first < 128) return first;
    const second = this.u8();
    const two = (first & 127) | ((second & 127) << 7);
    return second < 128 ? two : this.#long(two);
  }

  /** The rest of a number with more than two bytes. */
  #long(two: number): number {
    let value = two;
    for (let factor = 2 ** 14; factor < 2 ** 56; factor *= 128) {
      const byte = this.u8();
      value += (byte & 127) * factor;
      if (byte < 128) {
        if (value > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
    }
    throw new RangeError("a number of the message is too long");
  }

  signed(): number {
    const value = this.varint();
    // The remainder of a double is a call of a function for V8, and most numbers are small.
    if (value < WIDE) return (value & 1) === 0 ? value >>> 1 : -(value >>> 1) - 1;
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  take(length: number): Uint8Array {
    if (length > this.left) throw new RangeError("the message ends too early");
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  block(): Uint8Array {
    return this.take(this.varint());
  }
}

/** The same memory as a Buffer. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Commas that JSON may have: a short message unpacks to millions of empty objects, which take thirty times as much. */
const MOST_COMMAS = 4_000_000;
const COMMA = 44;

/** The JSON in bytes. Throws SyntaxError where there is none, RangeError where it would be too many values. */
export function jsonIn(bytes: Uint8Array): unknown {
  if (bytes.length > MOST_COMMAS) {
    let commas = 0;
    for (let at = bytes.indexOf(COMMA); at >= 0; at = bytes.indexOf(COMMA, at + 1)) commas++;
    if (commas > MOST_COMMAS) throw new RangeError("a message has too many values");
  }
  return JSON.parse(bufferOf(bytes).toString("utf8"));
}
