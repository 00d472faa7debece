/** The memory of DuckDB's vectors, which the binding types private: an object for each value costs many times more. */
import { type DuckDBDataChunk, type DuckDBType, DuckDBVector } from "@duckdb/node-api";
import bindings from "@duckdb/node-bindings";

const ELSEWHERE = "this version of @duckdb/node-api keeps its vectors elsewhere";

/**
 * A column of a chunk, whose type is known from the answer. The chunk's own method would ask the database for the type
 * again, and with it for every value of an enum, in each chunk: half of the time of a long answer.
 */
export function vectorIn(chunk: DuckDBDataChunk, column: number, type: DuckDBType): DuckDBVector {
  return DuckDBVector.create(bindings.data_chunk_get_vector(chunk.chunk, column), chunk.rowCount, type);
}

export function itemsOf(vector: DuckDBVector): ArrayBufferView {
  const found: unknown = Reflect.get(vector, "items");
  if (!ArrayBuffer.isView(found)) throw new TypeError(ELSEWHERE);
  return found;
}

/** A bit for each row, lowest first: 0 where it is NULL. Undefined: no row is. */
export function nullsOf(vector: DuckDBVector): Uint8Array | undefined {
  const validity: unknown = Reflect.get(vector, "validity");
  const data: unknown = typeof validity === "object" && validity !== null ? Reflect.get(validity, "data") : undefined;
  if (data === null) return undefined;
  if (!ArrayBuffer.isView(data)) throw new TypeError(ELSEWHERE);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
