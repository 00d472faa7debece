import { BIGINT, DOUBLE, type DuckDBAppender, type DuckDBConnection, DuckDBDataChunk, type DuckDBType, UINTEGER, UTINYINT } from "@duckdb/node-api";

/** DuckDB's vector size. */
export const CHUNK_ROWS = 2048;
const U32 = 4_294_967_296;

type Column = Float64Array | Uint32Array | Uint8Array;

/** A column to append: its kind decides DuckDB's type; `micros` is a BIGINT from times as doubles. */
export interface ColumnIn {
  readonly kind: "u32" | "u8" | "f64" | "micros";
  readonly data: Column;
}

const TYPES: Readonly<Record<ColumnIn["kind"], DuckDBType>> = { u32: UINTEGER, u8: UTINYINT, f64: DOUBLE, micros: BIGINT };

/** Appends columns of `length` rows, a chunk at a time, by copying memory. */
export function appendColumns(appender: DuckDBAppender, columns: readonly ColumnIn[], length: number): void {
  const chunk = DuckDBDataChunk.create(columns.map(({ kind }) => TYPES[kind]));
  for (let from = 0; from < length; from += CHUNK_ROWS) {
    const rows = Math.min(CHUNK_ROWS, length - from);
    chunk.reset();
    chunk.rowCount = rows;
    for (const [index, { kind, data }] of columns.entries()) {
      const into = items(chunk, index);
      if (kind === "micros") writeMicros(into, data.subarray(from, from + rows));
      else (into as Float64Array).set(data.subarray(from, from + rows));
      chunk.getColumnVector(index).flush();
    }
    appender.appendDataChunk(chunk);
  }
}

type Visit = (columns: readonly Column[], rows: number) => void;

/** Runs a query whose columns are all numbers without NULLs and hands out each chunk's memory as it comes; valid during the call only. */
export async function streamColumns(connection: DuckDBConnection, sql: string, visit: Visit): Promise<void> {
  const result = await connection.stream(sql);
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) visitChunk(chunk, visit);
}

/** The same with the whole answer in memory first: one hop between threads instead of one for each chunk. */
export async function readColumns(connection: DuckDBConnection, sql: string, visit: Visit): Promise<void> {
  const result = await connection.run(sql);
  for (let index = 0; index < result.chunkCount; index++) visitChunk(result.getChunk(index), visit);
}

function visitChunk(chunk: DuckDBDataChunk, visit: Visit): void {
  const columns: Column[] = [];
  for (let index = 0; index < chunk.columnCount; index++) columns.push(items(chunk, index) as Column);
  visit(columns, chunk.rowCount);
}

/** The vector's own memory. The binding types it private; its `setItem` costs four times as much, its `getItem` a BigInt or an object each. */
export function items(chunk: DuckDBDataChunk, column: number): Column | BigInt64Array {
  const found: unknown = Reflect.get(chunk.getColumnVector(column), "items");
  if (!ArrayBuffer.isView(found)) throw new TypeError("this version of @duckdb/node-api keeps its vectors elsewhere");
  return found as Column;
}

/** Low and high halves: filling a BigInt64Array would make one BigInt per sample. */
function writeMicros(into: Column | BigInt64Array, times: Column): void {
  const halves = new Uint32Array(into.buffer, into.byteOffset, times.length * 2);
  for (let i = 0; i < times.length; i++) {
    const time = times[i] as number;
    const low = ((time % U32) + U32) % U32;
    halves[i * 2] = low;
    halves[i * 2 + 1] = (time - low) / U32;
  }
}
