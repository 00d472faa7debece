/**
 * Writes the few FlatBuffers that Arrow's messages are (https://flatbuffers.dev/internals): each object lies after the
 * one that refers to it.
 */

/** A field of a table: a number of 1, 2, 4 or 8 bytes, or a reference. Undefined: the field's default. */
export type Field = { readonly bytes: 1 | 2 | 4 | 8; readonly value: number } | Ref | undefined;

export type Ref =
  | { readonly table: readonly Field[] }
  | { readonly list: readonly Ref[] }
  | { readonly text: string }
  /** Structs of 64-bit numbers: `width` numbers each. */
  | { readonly structs: readonly number[]; readonly width: number };

export const bool = (value: boolean): Field => ({ bytes: 1, value: value ? 1 : 0 });
export const byte = (value: number): Field => ({ bytes: 1, value });
export const short = (value: number): Field => ({ bytes: 2, value });
export const int = (value: number): Field => ({ bytes: 4, value });
export const long = (value: number): Field => ({ bytes: 8, value });

/** The buffer of a root table. Its length is a multiple of eight. */
export function flatBuffer(root: Ref): Uint8Array<ArrayBuffer> {
  const writer = new Writer();
  const at = writer.take(4, 4);
  writer.setUint32(at, writer.write(root) - at);
  return writer.finish();
}

class Writer {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** Room for `bytes`, whose byte `ahead` from the beginning is aligned. Returns the beginning. */
  take(bytes: number, align: number, ahead = 0): number {
    const at = this.#length + ((align - ((this.#length + ahead) % align)) % align);
    this.#length = at + bytes;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(this.#length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }

  setUint32(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, Math.ceil(this.#length / 8) * 8);
  }

  /** Returns the place that references lead to. */
  write(ref: Ref): number {
    if ("table" in ref) return this.#table(ref.table);
    if ("list" in ref) return this.#list(ref.list);
    if ("text" in ref) return this.#text(ref.text);
    return this.#structs(ref.structs, ref.width);
  }

  #table(fields: readonly Field[]): number {
    const places: number[] = [];
    let size = 4;
    for (const field of fields) {
      const bytes = field === undefined ? 0 : "bytes" in field ? field.bytes : 4;
      if (bytes > 0) size += (bytes - (size % bytes)) % bytes;
      places.push(bytes === 0 ? 0 : size);
      size += bytes;
    }
    const head = this.take(4 + 2 * fields.length, 2);
    this.#view.setUint16(head, 4 + 2 * fields.length, true);
    this.#view.setUint16(head + 2, size, true);
    for (const [i, place] of places.entries()) this.#view.setUint16(head + 4 + 2 * i, place, true);
    const table = this.take(size, 8);
    this.#view.setInt32(table, table - head, true);
    for (const [i, field] of fields.entries())
      if (field !== undefined && "bytes" in field) this.#number(table + (places[i] as number), field);
    for (const [i, field] of fields.entries())
      if (field !== undefined && !("bytes" in field)) this.#refer(table + (places[i] as number), field);
    return table;
  }

  #number(at: number, { bytes, value }: { readonly bytes: number; readonly value: number }): void {
    if (bytes === 1) this.#view.setUint8(at, value);
    else if (bytes === 2) this.#view.setInt16(at, value, true);
    else if (bytes === 4) this.#view.setInt32(at, value, true);
    else this.#view.setBigInt64(at, BigInt(value), true);
  }

  #refer(at: number, ref: Ref): void {
    const target = this.write(ref);
    this.setUint32(at, target - at);
  }

  #list(refs: readonly Ref[]): number {
    const list = this.take(4 + 4 * refs.length, 4);
    this.setUint32(list, refs.length);
    for (const [i, ref] of refs.entries()) this.#refer(list + 4 + 4 * i, ref);
    return list;
  }

  #text(text: string): number {
    const bytes = new TextEncoder().encode(text);
    const at = this.take(4 + bytes.length + 1, 4);
    this.setUint32(at, bytes.length);
    this.#bytes.set(bytes, at + 4);
    return at;
  }

  #structs(numbers: readonly number[], width: number): number {
    const at = this.take(4 + 8 * numbers.length, 8, 4);
    this.setUint32(at, numbers.length / width);
    for (const [i, value] of numbers.entries()) this.#view.setBigInt64(at + 4 + 8 * i, BigInt(value), true);
    return at;
  }
}
