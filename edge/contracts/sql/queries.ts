import type { Micros } from "../path/sample-batch.ts";

/** Formats of an answer: an Arrow IPC stream, a Parquet file, a table for spreadsheets, or JSON for short ones. */
export const SQL_FORMATS = ["arrow", "parquet", "csv", "json"] as const;
export type SqlFormat = (typeof SQL_FORMATS)[number];

/** Characters of a statement. */
export const MOST_SQL_TEXT = 20_000;

export interface SqlQuestion {
  readonly statement: string;
  readonly format: SqlFormat;
  /** Samples and events outside are not seen; µs UTC, [from, to). */
  readonly from?: Micros | undefined;
  readonly to?: Micros | undefined;
}

/** A finished answer: its bytes are read once, or the body is destroyed, which closes its file. */
export interface SqlAnswer {
  readonly rows: number;
  readonly bytes: number;
  readonly body: AsyncIterable<Buffer> & { destroy(): void };
}

/** Read-only SQL on the history (rules in docs/rules/sql.md). */
export interface SqlQueries {
  /**
   * Resolves when the answer is complete. Ends the statement when `asker` aborts. Throws EdgeError `forbidden` while
   * it is off, `bad-request` for a statement that is refused or exceeds a limit, `unavailable`.
   */
  ask(question: SqlQuestion): Promise<SqlAnswer>;
}
