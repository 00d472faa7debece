/** Opens the historian's database. */
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { refuseNewer, SCHEMA } from "./store-schema.ts";

/** A chart of a day opens 72 files, two at a time. */
const THREADS = "2";

export interface DuckDb {
  readonly instance: DuckDBInstance;
  /** Stores. */
  readonly writer: DuckDBConnection;
  /** Answers questions. */
  readonly reader: DuckDBConnection;
}

/** After it threw, the heap of this process cannot be trusted (duckdb-node-neo 393): exit. */
export async function openDuckDb(path: string, memoryLimitMb: number): Promise<DuckDb> {
  const instance = await DuckDBInstance.create(path, {
    memory_limit: `${memoryLimitMb}MB`,
    threads: THREADS,
    preserve_insertion_order: "true",
  });
  const writer = await instance.connect();
  try {
    await refuseNewer(writer, path);
  } catch (error) {
    instance.closeSync();
    throw error;
  }
  await writer.run(SCHEMA);
  await writer.run("SET parquet_metadata_cache = true");
  return { instance, writer, reader: await instance.connect() };
}
