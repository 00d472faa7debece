/** The table of samples in the historian's database, and how many rows it has. */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { SampleBatch } from "../../contracts/path/sample-batch.ts";
import { SampleChunks } from "./sample-chunks.ts";
import { countSamples } from "./store-schema.ts";

export class StoredSamples {
  readonly #writer: DuckDBConnection;
  readonly #chunks = new SampleChunks();
  #count = 0;

  constructor(writer: DuckDBConnection) {
    this.#writer = writer;
  }

  get count(): number {
    return this.#count;
  }

  async append(batches: readonly SampleBatch[], arrived: bigint): Promise<void> {
    const appender = await this.#writer.createAppender("samples");
    this.#count += this.#chunks.append(appender, batches, Number(arrived));
    appender.closeSync();
  }

  /** Call it when rows may have been deleted or rolled back. */
  async recount(): Promise<void> {
    this.#count = await countSamples(this.#writer);
  }
}
