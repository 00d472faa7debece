/** Writes the files of merged roll-ups. */
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { listOf, quoted } from "./spans.ts";

/**
 * Small row groups: a tag has about a thousand rows in a file, and a question about fifty tags of thousands skips the
 * groups of all others.
 */
const MERGED =
  "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, PARQUET_VERSION v2, ROW_GROUP_SIZE 4096, " +
  "DICTIONARY_SIZE_LIMIT 1)";
const TEN_MINUTES_US = 600e6;

/** Ten minutes from minutes. A bucket's `until` counts from its own start, as in every level. */
const TEN_MINUTES = `ref, ten AS bucket, sum(usable)::UINTEGER AS usable, max(marks & 1)::UTINYINT AS marks,
  coalesce(min("min") FILTER (usable > 0), 'NaN'::DOUBLE) AS "min",
  coalesce(max("max") FILTER (usable > 0), 'NaN'::DOUBLE) AS "max",
  coalesce(sum(mean * usable) FILTER (usable > 0) / sum(usable), 'NaN'::DOUBLE) AS mean,
  coalesce(arg_max("last", bucket) FILTER (usable > 0), 'NaN'::DOUBLE) AS "last",
  (max(bucket + until) - ten)::UINTEGER AS until`;

/**
 * Writes a day from the minutes and hours of its spans, or a month from the ten minutes and hours of its days, each
 * file sorted by tag and bucket.
 */
export async function writeMerged(
  connection: DuckDBConnection,
  dir: string,
  {
    isMonth,
    files,
  }: { readonly isMonth: boolean; readonly files: (level: "1min" | "10min" | "1h") => readonly string[] },
): Promise<void> {
  const write = async (level: string, select: string, paths: readonly string[]): Promise<void> => {
    if (paths.length === 0) return;
    const sql = select.replace("$files", `read_parquet(${listOf(paths)})`);
    await connection.run(`COPY (${sql}) TO '${quoted(join(dir, `${level}.parquet`))}' ${MERGED}`);
  };
  const all = "SELECT * FROM $files ORDER BY ref, bucket";
  await write("1h", all, files("1h"));
  if (isMonth) {
    await write("10min", all, files("10min"));
    return;
  }
  await write("1min", all, files("1min"));
  const ten = `SELECT *, bucket // ${TEN_MINUTES_US} * ${TEN_MINUTES_US} AS ten FROM $files`;
  await write("10min", `SELECT ${TEN_MINUTES} FROM (${ten}) GROUP BY ref, ten ORDER BY ref, ten`, files("1min"));
}
