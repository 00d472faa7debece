import type { Bytes } from "./bytes.ts";

/** A field of a Thrift structure. Numbers are integers. */
export type ThriftValue =
  | { readonly i32: number }
  | { readonly i64: number }
  | { readonly text: string }
  | { readonly flag: boolean }
  | { readonly struct: Fields }
  | { readonly list: readonly ThriftValue[] };

/** Fields by id. */
export type Fields = Readonly<Record<number, ThriftValue | undefined>>;

const TYPE = { true: 1, false: 2, i32: 5, i64: 6, binary: 8, list: 9, struct: 12 } as const;

function typeOf(value: ThriftValue): number {
  if ("i32" in value) return TYPE.i32;
  if ("i64" in value) return TYPE.i64;
  if ("text" in value) return TYPE.binary;
  if ("flag" in value) return value.flag ? TYPE.true : TYPE.false;
  return "list" in value ? TYPE.list : TYPE.struct;
}

/** Writes a structure in Thrift's compact protocol (thrift/doc/specs/thrift-compact-protocol.md). */
export function writeStruct(out: Bytes, fields: Fields): void {
  let last = 0;
  const ids = Object.keys(fields)
    .map(Number)
    .sort((a, b) => a - b);
  for (const id of ids) {
    const value = fields[id];
    if (value === undefined) continue;
    const delta = id - last;
    if (delta > 0 && delta <= 15) out.byte((delta << 4) | typeOf(value));
    else {
      out.byte(typeOf(value));
      out.zigzag(id);
    }
    last = id;
    if (!("flag" in value)) writeValue(out, value);
  }
  out.byte(0);
}

function writeValue(out: Bytes, value: ThriftValue): void {
  if ("i32" in value) out.zigzag(value.i32);
  else if ("i64" in value) out.zigzag(value.i64);
  else if ("text" in value) out.text(value.text);
  else if ("struct" in value) writeStruct(out, value.struct);
  else if ("list" in value) {
    const [first] = value.list;
    const type = first === undefined ? TYPE.struct : typeOf(first);
    if (value.list.length < 15) out.byte((value.list.length << 4) | type);
    else {
      out.byte(0xf0 | type);
      out.varint(value.list.length);
    }
    for (const item of value.list) writeValue(out, item);
  } else out.byte(value.flag ? TYPE.true : TYPE.false);
}
