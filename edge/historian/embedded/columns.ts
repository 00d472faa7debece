import {
  DOUBLE,
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  UINTEGER,
  UTINYINT,
} from "@duckdb/node-api";
import bindings from "@duckdb/node-bindings";

/** DuckDB's vector size. */
export const CHUNK_ROWS = 2048;
type Column = Float64Array | Uint32Array | Uint8Array;

/**
 * Appended as DOUBLE, UINTEGER or UTINYINT. DuckDB casts times from doubles, which costs a tenth of filling a
 * BigInt64Array.
 */
export type ColumnIn = Column;

export function typeOf(column: ColumnIn): DuckDBType {
  return column instanceof Float64Array ? DOUBLE : column instanceof Uint32Array ? UINTEGER : UTINYINT;
}

/** Appends columns of `length` rows, a chunk at a time, by copying memory. */
export function appendColumns(appender: DuckDBAppender, columns: readonly ColumnIn[], length: number): void {
  const chunk = DuckDBDataChunk.create(columns.map(typeOf));
  for (let from = 0; from < length; from += CHUNK_ROWS) {
    const rows = Math.min(CHUNK_ROWS, length - from);
    chunk.reset();
    chunk.rowCount = rows;
    putRows(chunk, columns, { from, rows });
    appender.appendDataChunk(chunk);
  }
}

/**
 * Copies rows of columns into a chunk whose row count is set, straight into DuckDB's memory: the binding's vectors
 * would make an object and a copy for each column of each chunk.
 */
export function putRows(
  { chunk }: DuckDBDataChunk,
  columns: readonly ColumnIn[],
  { from, rows }: { readonly from: number; readonly rows: number },
): void {
  for (const [index, { buffer, byteOffset, BYTES_PER_ELEMENT: width }] of columns.entries()) {
    bindings.copy_data_to_vector(
      bindings.data_chunk_get_vector(chunk, index),
      0,
      buffer as ArrayBuffer,
      byteOffset + from * width,
      rows * width,
    );
  }
}

type Visit = (columns: readonly Column[], rows: number) => void;

/**
 * Runs a query whose columns are all numbers without NULLs. Passes on each chunk's memory, which is valid during the
 * call.
 */
export async function streamColumns(connection: DuckDBConnection, sql: string, visit: Visit): Promise<void> {
  const result = await connection.stream(sql);
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk())
    visitChunk(chunk, visit);
}

/** The same with the whole answer in memory first: one hop between threads instead of one per chunk. */
export async function readColumns(connection: DuckDBConnection, sql: string, visit: Visit): Promise<void> {
  const result = await connection.run(sql);
  for (let index = 0; index < result.chunkCount; index++) visitChunk(result.getChunk(index), visit);
}

function visitChunk(chunk: DuckDBDataChunk, visit: Visit): void {
  const columns: Column[] = [];
  for (let index = 0; index < chunk.columnCount; index++) columns.push(items(chunk, index) as Column);
  visit(columns, chunk.rowCount);
}

/**
 * The vector's own memory. The binding types it private; its `setItem` costs four times as much, and its `getItem`
 * makes a BigInt or an object each.
 */
export function items(chunk: DuckDBDataChunk, column: number): Column | BigInt64Array {
  const found: unknown = Reflect.get(chunk.getColumnVector(column), "items");
  if (!ArrayBuffer.isView(found)) throw new TypeError("this version of @duckdb/node-api keeps its vectors elsewhere");
  return found as Column;
}
