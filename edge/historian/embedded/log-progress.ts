/** Position up to which the log was read into the historian, and the part of it that the database has saved. */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { StoreCursor } from "./recall-hot.ts";
import { writeCursor } from "./store-schema.ts";

export class LogProgress {
  readonly #writer: DuckDBConnection;
  /** Numbers from this position on are only in memory or in the log; undefined when there are none. */
  readonly #hotFrom: () => LogPosition | undefined;
  #read: { readonly logUid: string; readonly position: LogPosition } = { logUid: "", position: 0 };
  #saved: StoreCursor = { position: 0, samplesFrom: 0 };

  constructor(writer: DuckDBConnection, hotFrom: () => LogPosition | undefined) {
    this.#writer = writer;
    this.#hotFrom = hotFrom;
  }

  get read(): { readonly logUid: string; readonly position: LogPosition } {
    return this.#read;
  }

  /** Position from which the log must be kept. */
  get keepFrom(): LogPosition {
    return Math.min(this.#saved.position, this.#hotFrom() ?? this.#saved.position);
  }

  /** Continues from a saved cursor. */
  resume(logUid: string, cursor: StoreCursor): void {
    this.#read = { logUid, position: cursor.position };
    this.#saved = cursor;
  }

  moveTo(logUid: string, position: LogPosition): void {
    this.#read = { logUid, position };
  }

  /** Saves the position if it has moved. */
  async save(): Promise<void> {
    if (this.#read.position > this.#saved.position) await this.inTransaction(() => Promise.resolve());
  }

  /** The effect of `work` and the position are saved together or not at all. */
  async inTransaction(work: () => Promise<void>): Promise<void> {
    const { logUid, position } = this.#read;
    const samplesFrom = this.#hotFrom() ?? position;
    await this.#writer.run("BEGIN");
    try {
      await work();
      await writeCursor(this.#writer, { logUid, position, samplesFrom });
      await this.#writer.run("COMMIT");
      this.#saved = { position, samplesFrom };
    } catch (error) {
      await this.#writer.run("ROLLBACK").catch(() => undefined);
      throw error;
    }
  }
}
