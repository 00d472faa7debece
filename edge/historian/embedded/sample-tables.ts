/** Temporary tables of samples in which a span is built. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { appendColumns, type ColumnIn } from "./columns.ts";

const SAMPLE_TABLE = "(ref UINTEGER, time DOUBLE, value DOUBLE, status UINTEGER, flags UTINYINT)";

/** `newest` holds the newest sample of each tag, `fresh` those that come from memory. */
export async function makeTable(connection: DuckDBConnection, name: "newest" | "fresh"): Promise<void> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${name} ${SAMPLE_TABLE}`);
}

export async function addToTable(
  connection: DuckDBConnection,
  name: "newest" | "fresh",
  columns: readonly ColumnIn[],
  length: number,
): Promise<void> {
  const appender = await connection.createAppender(name, null, "temp");
  appendColumns(appender, columns, length);
  appender.closeSync();
}
