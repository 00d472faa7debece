/** The part of BER (ITU-T X.690) that LDAP uses: definite lengths, tags of one byte. */

/** Tag of every message of LDAP, too. */
export const SEQUENCE = 0x30;
const OCTETS = 0x04;
const INTEGER = 0x02;
const ENUMERATED = 0x0a;
const BOOLEAN = 0x01;

/** One element as it was read. */
export interface Element {
  readonly tag: number;
  readonly content: Buffer;
}

/** An element of any tag, with these contents one after another. */
export function element(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const length = contents.reduce((sum, one) => sum + one.length, 0);
  return Buffer.concat([Buffer.from([tag]), lengthBytes(length), ...contents]);
}

function lengthBytes(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = Buffer.alloc(5);
  bytes[0] = 0x84;
  bytes.writeUInt32BE(length, 1);
  return bytes;
}

export function sequence(...contents: readonly Uint8Array[]): Buffer {
  return element(SEQUENCE, ...contents);
}

export function octets(value: string | Uint8Array, tag = OCTETS): Buffer {
  return element(tag, typeof value === "string" ? Buffer.from(value, "utf8") : value);
}

/** `value`: 0 to 2^31 − 1. */
export function integer(value: number, tag = INTEGER): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt32BE(value, 1);
  // A leading byte of zeros keeps a number positive whose first bit is set; all others go.
  let first = 0;
  while (first < 4 && bytes[first] === 0 && (bytes[first + 1] as number) < 0x80) first++;
  return element(tag, bytes.subarray(first));
}

export function enumerated(value: number): Buffer {
  return integer(value, ENUMERATED);
}

export function boolean(value: boolean, tag = BOOLEAN): Buffer {
  return element(tag, Buffer.from([value ? 0xff : 0]));
}

/**
 * Bytes of the element at the beginning of `bytes`, its head included; undefined while too few are there to know it.
 * Throws an Error for a length that no element of LDAP has.
 */
export function elementLength(bytes: Buffer): number | undefined {
  const first = bytes[1];
  if (first === undefined) return undefined;
  if (first < 0x80) return 2 + first;
  const count = first & 0x7f;
  if (count === 0 || count > 4) throw new Error(`a length of ${count} bytes is not allowed`);
  return bytes.length < 2 + count ? undefined : 2 + count + bytes.readUIntBE(2, count);
}

/** Takes elements one after another. Every method throws an Error when the next element is not as asked for. */
export class BerReader {
  #rest: Buffer;

  constructor(bytes: Buffer) {
    this.#rest = bytes;
  }

  get isAtEnd(): boolean {
    return this.#rest.length === 0;
  }

  next(): Element {
    const length = elementLength(this.#rest);
    if (length === undefined || length > this.#rest.length) throw new Error("an element is cut off");
    const first = this.#rest[1] as number;
    const head = first < 0x80 ? 2 : 2 + (first & 0x7f);
    const one = { tag: this.#rest[0] as number, content: this.#rest.subarray(head, length) };
    this.#rest = this.#rest.subarray(length);
    return one;
  }

  octets(): Buffer {
    return this.#of(OCTETS);
  }

  text(): string {
    return this.octets().toString("utf8");
  }

  /** Integers of LDAP fit into four bytes. */
  integer(tag = INTEGER): number {
    const content = this.#of(tag);
    if (content.length === 0 || content.length > 4) throw new Error(`an integer of ${content.length} bytes`);
    return content.readIntBE(0, content.length);
  }

  enumerated(): number {
    return this.integer(ENUMERATED);
  }

  sequence(): BerReader {
    return new BerReader(this.#of(SEQUENCE));
  }

  #of(tag: number): Buffer {
    const one = this.next();
    if (one.tag !== tag) throw new Error(`tag 0x${one.tag.toString(16)} instead of 0x${tag.toString(16)}`);
    return one.content;
  }
}
