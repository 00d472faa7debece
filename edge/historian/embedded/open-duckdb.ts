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

/**
 * Opens the database and builds what uses it. If that fails, closes it at once: a database that waits for the garbage
 * collector would later write into the file beside whoever has opened it again. After it threw, the heap of this
 * process cannot be trusted (duckdb-node-neo 393): exit.
 */
export async function openDuckDb<Built>(
  path: string,
  memoryLimitMb: number,
  build: (duckDb: DuckDb) => Promise<Built>,
): Promise<Built> {
  const instance = await DuckDBInstance.create(path, {
    memory_limit: `${memoryLimitMb}MB`,
    threads: THREADS,
    preserve_insertion_order: "true",
  });
  const duckDb = { instance, writer: await instance.connect(), reader: await instance.connect() };
  try {
    await refuseNewer(duckDb.writer, path);
    await duckDb.writer.run(SCHEMA);
    await duckDb.writer.run("SET parquet_metadata_cache = true");
    return await build(duckDb);
  } catch (error) {
    closeDuckDb(duckDb);
    throw error;
  }
}

export function closeDuckDb({ instance, writer, reader }: DuckDb): void {
  for (const open of [reader, writer, instance]) open.closeSync();
}
