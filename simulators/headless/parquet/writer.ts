import { closeSync, openSync, writeSync } from "node:fs";
import { constants, zstdCompressSync } from "node:zlib";
import { Bytes } from "./bytes.ts";
import { definitionLevels, deltaPacked, dictionaryIndices, plainByteArrays, type Run } from "./encode.ts";
import { type Fields, type ThriftValue, writeStruct } from "./thrift.ts";

/** The columns of one row group, ready to be encoded. */
export type ColumnData =
  | {
      readonly kind: "text";
      readonly dictionary: readonly string[];
      readonly runs: readonly Run[];
      readonly present: readonly Run[] | null;
    }
  | { readonly kind: "timestamp"; readonly micros: Float64Array }
  | { readonly kind: "double"; readonly values: Float64Array; readonly present: readonly Run[] | null }
  | { readonly kind: "uint32"; readonly dictionary: readonly number[]; readonly runs: readonly Run[] }
  | { readonly kind: "blob"; readonly values: readonly Uint8Array[] };

export interface ColumnSpec {
  readonly name: string;
  readonly kind: ColumnData["kind"];
  readonly optional?: boolean;
}

/** Numbers of parquet.thrift. */
const PHYSICAL = { text: 6, timestamp: 2, double: 5, uint32: 1, blob: 6 } as const;
const ENCODING = { plain: 0, rle: 3, delta: 5, dictionary: 8 } as const;
const CODEC_ZSTD = 6;
const PAGE = { data: 0, dictionary: 2 } as const;
const MAGIC = Buffer.from("PAR1");

interface Chunk {
  readonly offset: number;
  readonly dictionaryOffset: number | undefined;
  readonly encodings: readonly number[];
  readonly rows: number;
  readonly size: number;
  readonly rawSize: number;
}

/**
 * Writes one Parquet file, row group by row group (parquet-format 2.10; ZSTD level 1). The same rows give the same
 * bytes.
 */
export class ParquetWriter {
  readonly #file: number;
  readonly #columns: readonly ColumnSpec[];
  readonly #groups: { readonly rows: number; readonly chunks: readonly Chunk[] }[] = [];
  #offset = 0;

  constructor(path: string, columns: readonly ColumnSpec[]) {
    this.#file = openSync(path, "w");
    this.#columns = columns;
    this.#write(MAGIC);
  }

  #write(bytes: Uint8Array): void {
    let done = 0;
    while (done < bytes.length) done += writeSync(this.#file, bytes, done);
    this.#offset += bytes.length;
  }

  /** One row group; every column has `rows` rows, in the order of the columns. */
  write(rows: number, columns: readonly ColumnData[]): void {
    this.#groups.push({ rows, chunks: columns.map((column) => this.#chunk(column, rows)) });
  }

  #chunk(column: ColumnData, rows: number): Chunk {
    const offset = this.#offset;
    let rawSize = 0;
    let dictionaryOffset: number | undefined;
    if ("dictionary" in column) {
      dictionaryOffset = offset;
      const values =
        column.kind === "text"
          ? plainByteArrays(column.dictionary)
          : new Uint8Array(Uint32Array.from(column.dictionary).buffer);
      rawSize += this.#page(values, {
        1: { i32: PAGE.dictionary },
        7: { struct: { 1: { i32: column.dictionary.length }, 2: { i32: ENCODING.plain } } },
      });
    }
    const { body, encoding } = bodyOf(column);
    const dataOffset = this.#offset;
    rawSize += this.#page(body, {
      1: { i32: PAGE.data },
      5: { struct: { 1: { i32: rows }, 2: { i32: encoding }, 3: { i32: ENCODING.rle }, 4: { i32: ENCODING.rle } } },
    });
    return {
      offset: dataOffset,
      dictionaryOffset,
      encodings: dictionaryOffset === undefined ? [encoding, ENCODING.rle] : [ENCODING.plain, ENCODING.rle, encoding],
      rows,
      size: this.#offset - offset,
      rawSize,
    };
  }

  /** Writes a page and returns its size with header before compression. */
  #page(body: Uint8Array, header: Fields): number {
    const packed = zstdCompressSync(body, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
    const head = new Bytes(64);
    writeStruct(head, { ...header, 2: { i32: body.length }, 3: { i32: packed.length } });
    this.#write(head.written);
    this.#write(packed);
    return head.length + body.length;
  }

  /** Ends the file. No further writes are possible. */
  close(): void {
    const out = new Bytes(4096);
    const rows = this.#groups.reduce((sum, group) => sum + group.rows, 0);
    writeStruct(out, {
      1: { i32: 2 },
      2: {
        list: [{ struct: { 4: { text: "schema" }, 5: { i32: this.#columns.length } } }, ...this.#columns.map(schemaOf)],
      },
      3: { i64: rows },
      4: { list: this.#groups.map((group) => this.#rowGroup(group)) },
      6: { text: "gemba simulators" },
    });
    const length = out.length;
    out.uint32(length);
    out.bytes(MAGIC);
    this.#write(out.written);
    closeSync(this.#file);
  }

  #rowGroup({ rows, chunks }: { readonly rows: number; readonly chunks: readonly Chunk[] }): ThriftValue {
    const columns = chunks.map((chunk, at): ThriftValue => {
      const { name, kind } = this.#columns[at] as ColumnSpec;
      const meta: Fields = {
        1: { i32: PHYSICAL[kind] },
        2: { list: chunk.encodings.map((encoding) => ({ i32: encoding })) },
        3: { list: [{ text: name }] },
        4: { i32: CODEC_ZSTD },
        5: { i64: chunk.rows },
        6: { i64: chunk.rawSize },
        7: { i64: chunk.size },
        9: { i64: chunk.offset },
        11: chunk.dictionaryOffset === undefined ? undefined : { i64: chunk.dictionaryOffset },
      };
      return { struct: { 2: { i64: chunk.dictionaryOffset ?? chunk.offset }, 3: { struct: meta } } };
    });
    const raw = chunks.reduce((sum, { rawSize }) => sum + rawSize, 0);
    return { struct: { 1: { list: columns }, 2: { i64: raw }, 3: { i64: rows } } };
  }
}

function schemaOf({ name, kind, optional = false }: ColumnSpec): ThriftValue {
  const base = { 1: { i32: PHYSICAL[kind] }, 3: { i32: optional ? 1 : 0 }, 4: { text: name } };
  if (kind === "text") return { struct: { ...base, 6: { i32: 0 }, 10: { struct: { 1: { struct: {} } } } } };
  // Microseconds, not bound to a zone: a reader shows a plain TIMESTAMP, in UTC.
  if (kind === "timestamp")
    return {
      struct: {
        ...base,
        10: { struct: { 8: { struct: { 1: { flag: false }, 2: { struct: { 2: { struct: {} } } } } } } },
      },
    };
  if (kind === "uint32") return { struct: { ...base, 6: { i32: 13 } } };
  return { struct: base };
}

function bodyOf(column: ColumnData): { readonly body: Uint8Array; readonly encoding: number } {
  switch (column.kind) {
    case "text": {
      const indices = dictionaryIndices(column.runs, column.dictionary.length);
      return {
        body: column.present === null ? indices : Buffer.concat([definitionLevels(column.present), indices]),
        encoding: ENCODING.dictionary,
      };
    }
    case "uint32":
      return { body: dictionaryIndices(column.runs, column.dictionary.length), encoding: ENCODING.dictionary };
    case "timestamp":
      return { body: deltaPacked(column.micros), encoding: ENCODING.delta };
    case "double": {
      const values = new Uint8Array(column.values.buffer, column.values.byteOffset, column.values.byteLength);
      return {
        body: column.present === null ? values : Buffer.concat([definitionLevels(column.present), values]),
        encoding: ENCODING.plain,
      };
    }
    case "blob":
      return { body: plainByteArrays(column.values), encoding: ENCODING.plain };
  }
}
