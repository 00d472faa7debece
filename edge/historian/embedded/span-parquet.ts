/** Writing and reading of the Parquet files of a span. */

import type { DuckDBConnection } from "@duckdb/node-api";
import type { ColumnFeed } from "./column-feed.ts";
import { pathIn, pathList, quoted, type Span, type SpanFile } from "./spans.ts";

/**
 * A trend reads some µs of each row group and some ns of each row in a group that holds its tag: groups are small, and
 * files by tag have few of them. Measured on spans of 1.4 million samples, CPU of a trend + of a seek per span: one
 * file with groups of 61,440 rows 0.84 + 52 ms, of 16,384 rows 1.02 ms; files of 200,000 samples with groups of 32,768
 * rows 0.44 + 58 ms, of 16,384 rows 0.45 + 69 ms.
 */
export const PARQUET = "(FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, ROW_GROUP_SIZE 32768)";
/**
 * The same for numbers, without dictionaries, which cost a look-up for each value and save nothing before zstd, and
 * with its first level. Measured on a span of 1.4 million samples, CPU a sample of samples + roll-ups, and bytes:
 * 0.124 + 0.046 µs and 3.76 bytes, where the options above take 0.180 + 0.066 µs and 3.72 bytes; a trend reads both
 * alike.
 */
export const NUMBERS =
  "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, PARQUET_VERSION v2, ROW_GROUP_SIZE 32768, " +
  "DICTIONARY_SIZE_LIMIT 1)";
/** Samples on their way from memory to a file. */
export const FROM_MEMORY = "ref, time::BIGINT AS time, value, status, flags";

/** Tools for building a span. `feed` feeds `connection`. */
export interface Workshop {
  readonly connection: DuckDBConnection;
  readonly feed: ColumnFeed;
}

/** Writes the rows of a query into a file; no rows, no file. */
export async function copyIfAny(connection: DuckDBConnection, sql: string, path: string): Promise<void> {
  const any = await connection.runAndReadAll(`SELECT 1 FROM (${sql}) LIMIT 1`);
  if (any.currentRowCount > 0) await connection.run(`COPY (${sql}) TO '${quoted(path)}' ${PARQUET}`);
}

/** SQL that reads a file of a span, or of one under construction, which has one file of each kind. */
export function parquet(span: Span | Pick<Span, "dir">, file: SpanFile): string {
  return "parts" in span ? `read_parquet(${pathList([span], file)})` : `read_parquet('${quoted(pathIn(span, file))}')`;
}
