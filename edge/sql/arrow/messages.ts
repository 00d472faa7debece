/**
 * Messages of an Arrow IPC stream (https://arrow.apache.org/docs/format/Columnar.html): the schema, the values of
 * dictionaries, and batches of rows.
 */
import { bool, byte, type Field, flatBuffer, int, long, type Ref, short } from "./flatbuffer.ts";

/** Types of the format that answers use. */
export type ArrowType =
  | { readonly kind: "int"; readonly bits: 8 | 16 | 32 | 64; readonly isSigned: boolean }
  | { readonly kind: "float"; readonly bits: 32 | 64 }
  | { readonly kind: "bool" }
  | { readonly kind: "text" }
  | { readonly kind: "date" }
  | { readonly kind: "time" }
  | { readonly kind: "timestamp"; readonly zone?: string };

export interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
  /** A column of texts that holds indexes of this type into a dictionary. */
  readonly dictionary?: { readonly id: number; readonly index: ArrowType };
}

/** One column of a batch. Buffers without bytes are left out by length zero. */
export interface ArrowColumn {
  readonly nulls: number;
  readonly buffers: readonly Uint8Array[];
}

const V5 = 4;
const HEADER = { schema: 1, dictionary: 2, batch: 3 } as const;
const CONTINUES = 0xffff_ffff;
const MICROS = 2;
const DAYS = 0;
const PADDING = new Uint8Array(8);

export const END_OF_STREAM = new Uint8Array(new Uint32Array([CONTINUES, 0]).buffer);

export function schemaMessage(fields: readonly ArrowField[]): readonly Uint8Array[] {
  const schema: Ref = { table: [short(0), { list: fields.map(fieldRef) }] };
  return message(HEADER.schema, schema, []);
}

/** The values of a dictionary. */
export function dictionaryMessage(id: number, length: number, values: ArrowColumn): readonly Uint8Array[] {
  const { table, body } = batchTable(length, [values]);
  return message(HEADER.dictionary, { table: [long(id), table, bool(false)] }, body);
}

export function batchMessage(length: number, columns: readonly ArrowColumn[]): readonly Uint8Array[] {
  const { table, body } = batchTable(length, columns);
  return message(HEADER.batch, table, body);
}

function message(kind: number, header: Ref, body: readonly Uint8Array[]): readonly Uint8Array[] {
  const length = body.reduce((sum, one) => sum + one.length, 0);
  const meta = flatBuffer({ table: [short(V5), byte(kind), header, long(length)] });
  return [new Uint8Array(new Uint32Array([CONTINUES, meta.length]).buffer), meta, ...body];
}

/** Each buffer begins at a multiple of eight. */
function batchTable(
  length: number,
  columns: readonly ArrowColumn[],
): { readonly table: Ref; readonly body: readonly Uint8Array[] } {
  const body: Uint8Array[] = [];
  const places: number[] = [];
  let at = 0;
  for (const buffer of columns.flatMap(({ buffers }) => buffers)) {
    places.push(at, buffer.length);
    const rest = (8 - (buffer.length % 8)) % 8;
    if (buffer.length > 0) body.push(buffer);
    if (rest > 0) body.push(PADDING.subarray(0, rest));
    at += buffer.length + rest;
  }
  const nodes = columns.flatMap(({ nulls }) => [length, nulls]);
  const table = [long(length), { structs: nodes, width: 2 }, { structs: places, width: 2 }];
  return { table: { table }, body };
}

function fieldRef({ name, type, dictionary }: ArrowField): Ref {
  const [kind, about] = typeTable(type);
  const encoding: Field =
    dictionary === undefined
      ? undefined
      : { table: [long(dictionary.id), { table: typeTable(dictionary.index)[1] }, bool(false)] };
  return { table: [{ text: name }, bool(true), byte(kind), { table: about }, encoding, { list: [] }] };
}

/** The number of a type in the format, and the fields of its table. */
function typeTable(type: ArrowType): readonly [number, readonly Field[]] {
  switch (type.kind) {
    case "int":
      return [2, [int(type.bits), bool(type.isSigned)]];
    case "float":
      return [3, [short(type.bits === 64 ? 2 : 1)]];
    case "text":
      return [5, []];
    case "bool":
      return [6, []];
    case "date":
      return [8, [short(DAYS)]];
    case "time":
      return [9, [short(MICROS), int(64)]];
    case "timestamp":
      return [10, [short(MICROS), type.zone === undefined ? undefined : { text: type.zone }]];
  }
}
