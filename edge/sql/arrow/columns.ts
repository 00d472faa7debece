/** Collects chunks of DuckDB as columns of an Arrow batch. */
import { type DuckDBType, DuckDBTypeId, type DuckDBVector } from "@duckdb/node-api";
import { numberOf, textOf } from "../values.ts";
import { itemsOf, nullsOf } from "../vectors.ts";
import type { ArrowColumn, ArrowType } from "./messages.ts";

export interface ColumnCollector {
  readonly type: ArrowType;
  /** Values of the dictionary that the column's numbers are indexes of. */
  readonly dictionary?: readonly string[];
  /** Bytes that it holds. */
  readonly bytes: number;
  add(vector: DuckDBVector, rows: number): void;
  /** Empties it. Its buffers are valid until the next `add`. */
  take(): ArrowColumn;
}

type Fixed =
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

const int = (bits: 8 | 16 | 32 | 64, isSigned = true): ArrowType => ({ kind: "int", bits, isSigned });
/** Types whose memory is the same in both formats. */
const SAME: ReadonlyMap<DuckDBTypeId, readonly [ArrowType, (rows: number) => Fixed]> = new Map([
  [DuckDBTypeId.TINYINT, [int(8), (rows) => new Int8Array(rows)]],
  [DuckDBTypeId.SMALLINT, [int(16), (rows) => new Int16Array(rows)]],
  [DuckDBTypeId.INTEGER, [int(32), (rows) => new Int32Array(rows)]],
  [DuckDBTypeId.BIGINT, [int(64), (rows) => new BigInt64Array(rows)]],
  [DuckDBTypeId.UTINYINT, [int(8, false), (rows) => new Uint8Array(rows)]],
  [DuckDBTypeId.USMALLINT, [int(16, false), (rows) => new Uint16Array(rows)]],
  [DuckDBTypeId.UINTEGER, [int(32, false), (rows) => new Uint32Array(rows)]],
  [DuckDBTypeId.UBIGINT, [int(64, false), (rows) => new BigUint64Array(rows)]],
  [DuckDBTypeId.FLOAT, [{ kind: "float", bits: 32 }, (rows) => new Float32Array(rows)]],
  [DuckDBTypeId.DOUBLE, [{ kind: "float", bits: 64 }, (rows) => new Float64Array(rows)]],
  [DuckDBTypeId.DATE, [{ kind: "date" }, (rows) => new Int32Array(rows)]],
  [DuckDBTypeId.TIME, [{ kind: "time" }, (rows) => new BigInt64Array(rows)]],
  [DuckDBTypeId.TIMESTAMP, [{ kind: "timestamp" }, (rows) => new BigInt64Array(rows)]],
  [DuckDBTypeId.TIMESTAMP_TZ, [{ kind: "timestamp", zone: "UTC" }, (rows) => new BigInt64Array(rows)]],
]);

/** `most`: rows of a batch. Types without an equal in Arrow become numbers where they are numbers, else texts. */
export function collectorOf(type: DuckDBType, most: number): ColumnCollector {
  const same = SAME.get(type.typeId);
  if (same !== undefined) return new FixedColumn(same[0], same[1](most));
  if (type.typeId === DuckDBTypeId.ENUM) {
    const { values, internalTypeId } = type as unknown as { values: readonly string[]; internalTypeId: DuckDBTypeId };
    const [index, room] = SAME.get(internalTypeId) as readonly [ArrowType, (rows: number) => Fixed];
    return new FixedColumn(index, room(most), values);
  }
  if (type.typeId === DuckDBTypeId.BOOLEAN) return new BoolColumn(most);
  if (isWideNumber(type.typeId)) return new NumberColumn(most);
  return new TextColumn(most);
}

function isWideNumber(id: DuckDBTypeId): boolean {
  return id === DuckDBTypeId.HUGEINT || id === DuckDBTypeId.UHUGEINT || id === DuckDBTypeId.DECIMAL;
}

/** Which rows are NULL: a byte for each while it is filled, a bit for each in the format. */
class Nulls {
  readonly #is: Uint8Array;
  readonly #bits: Uint8Array;
  #count = 0;

  constructor(most: number) {
    this.#is = new Uint8Array(most);
    this.#bits = new Uint8Array(Math.ceil(most / 8));
  }

  add(vector: DuckDBVector, rows: number, from: number): void {
    const valid = nullsOf(vector);
    if (valid === undefined) return;
    for (let i = 0; i < rows; i++) {
      if (((valid[i >> 3] as number) >> (i & 7)) & 1) continue;
      this.#is[from + i] = 1;
      this.#count++;
    }
  }

  has(row: number): boolean {
    return this.#is[row] === 1;
  }

  take(rows: number): { readonly nulls: number; readonly bits: Uint8Array } {
    const nulls = this.#count;
    if (nulls === 0) return { nulls, bits: this.#bits.subarray(0, 0) };
    this.#bits.fill(0);
    for (let i = 0; i < rows; i++)
      if (this.#is[i] === 0) this.#bits[i >> 3] = (this.#bits[i >> 3] as number) | (1 << (i & 7));
    this.#is.fill(0);
    this.#count = 0;
    return { nulls, bits: this.#bits.subarray(0, Math.ceil(rows / 8)) };
  }
}

class FixedColumn implements ColumnCollector {
  readonly type: ArrowType;
  readonly dictionary?: readonly string[];
  readonly #room: Fixed;
  readonly #nulls: Nulls;
  #rows = 0;

  constructor(type: ArrowType, room: Fixed, dictionary?: readonly string[]) {
    this.type = type;
    this.#room = room;
    this.#nulls = new Nulls(room.length);
    if (dictionary !== undefined) this.dictionary = dictionary;
  }

  get bytes(): number {
    return this.#rows * this.#room.BYTES_PER_ELEMENT;
  }

  add(vector: DuckDBVector, rows: number): void {
    const items = itemsOf(vector);
    const { buffer, byteOffset } = this.#room;
    const bytes = rows * this.#room.BYTES_PER_ELEMENT;
    // The memory is copied as it is: the classes of the two arrays may differ.
    new Uint8Array(buffer, byteOffset + this.bytes, bytes).set(new Uint8Array(items.buffer, items.byteOffset, bytes));
    this.#nulls.add(vector, rows, this.#rows);
    this.#rows += rows;
  }

  take(): ArrowColumn {
    const { nulls, bits } = this.#nulls.take(this.#rows);
    const data = new Uint8Array(this.#room.buffer, this.#room.byteOffset, this.bytes);
    this.#rows = 0;
    return { nulls, buffers: [bits, data] };
  }
}

class NumberColumn implements ColumnCollector {
  readonly type: ArrowType = { kind: "float", bits: 64 };
  readonly #room: Float64Array;
  readonly #nulls: Nulls;
  #rows = 0;

  constructor(most: number) {
    this.#room = new Float64Array(most);
    this.#nulls = new Nulls(most);
  }

  get bytes(): number {
    return this.#rows * 8;
  }

  add(vector: DuckDBVector, rows: number): void {
    this.#nulls.add(vector, rows, this.#rows);
    for (let i = 0; i < rows; i++) this.#room[this.#rows + i] = numberOf(vector.getItem(i));
    this.#rows += rows;
  }

  take(): ArrowColumn {
    const { nulls, bits } = this.#nulls.take(this.#rows);
    const data = new Uint8Array(this.#room.buffer, 0, this.bytes);
    this.#rows = 0;
    return { nulls, buffers: [bits, data] };
  }
}

class BoolColumn implements ColumnCollector {
  readonly type: ArrowType = { kind: "bool" };
  readonly #bits: Uint8Array;
  readonly #nulls: Nulls;
  #rows = 0;

  constructor(most: number) {
    this.#bits = new Uint8Array(Math.ceil(most / 8));
    this.#nulls = new Nulls(most);
  }

  get bytes(): number {
    return this.#rows / 8;
  }

  add(vector: DuckDBVector, rows: number): void {
    this.#nulls.add(vector, rows, this.#rows);
    for (let i = 0; i < rows; i++) {
      const at = this.#rows + i;
      const bit = 1 << (at & 7);
      const before = this.#bits[at >> 3] as number;
      this.#bits[at >> 3] = vector.getItem(i) === true ? before | bit : before & ~bit;
    }
    this.#rows += rows;
  }

  take(): ArrowColumn {
    const { nulls, bits } = this.#nulls.take(this.#rows);
    const data = this.#bits.subarray(0, Math.ceil(this.#rows / 8));
    this.#rows = 0;
    return { nulls, buffers: [bits, data] };
  }
}

const FIRST_TEXT_BYTES = 64 * 1024;

class TextColumn implements ColumnCollector {
  readonly type: ArrowType = { kind: "text" };
  readonly #ends: Int32Array;
  readonly #nulls: Nulls;
  readonly #encoder = new TextEncoder();
  #data = new Uint8Array(FIRST_TEXT_BYTES);
  #rows = 0;
  #length = 0;

  constructor(most: number) {
    this.#ends = new Int32Array(most + 1);
    this.#nulls = new Nulls(most);
  }

  get bytes(): number {
    return this.#length;
  }

  add(vector: DuckDBVector, rows: number): void {
    this.#nulls.add(vector, rows, this.#rows);
    for (let i = 0; i < rows; i++) {
      if (!this.#nulls.has(this.#rows)) this.#append(textOf(vector.getItem(i)));
      this.#ends[++this.#rows] = this.#length;
    }
  }

  take(): ArrowColumn {
    const { nulls, bits } = this.#nulls.take(this.#rows);
    const ends = new Uint8Array(this.#ends.buffer, 0, 4 * (this.#rows + 1));
    const data = this.#data.subarray(0, this.#length);
    this.#rows = 0;
    this.#length = 0;
    return { nulls, buffers: [bits, ends, data] };
  }

  #append(text: string): void {
    const most = this.#length + 3 * text.length;
    if (most > this.#data.length) {
      const larger = new Uint8Array(Math.max(most, this.#data.length * 2));
      larger.set(this.#data.subarray(0, this.#length));
      this.#data = larger;
    }
    this.#length += this.#encoder.encodeInto(text, this.#data.subarray(this.#length)).written;
  }
}

/** Texts as a column of their own, for a dictionary. */
export function textColumn(texts: readonly string[]): ArrowColumn {
  const encoded = texts.map((text) => Buffer.from(text));
  const ends = new Int32Array(texts.length + 1);
  for (const [i, { length }] of encoded.entries()) ends[i + 1] = (ends[i] as number) + length;
  return { nulls: 0, buffers: [new Uint8Array(0), new Uint8Array(ends.buffer), Buffer.concat(encoded)] };
}
