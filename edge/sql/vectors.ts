/** The memory of DuckDB's vectors, which the binding types private: an object for each value costs many times more. */
import type { DuckDBVector } from "@duckdb/node-api";

const ELSEWHERE = "this version of @duckdb/node-api keeps its vectors elsewhere";

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
