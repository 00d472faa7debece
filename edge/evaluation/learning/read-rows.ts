import { statSync } from "node:fs";
import { EdgeError } from "../../contracts/errors.ts";
import { readParquetTexts } from "../../historian/recording/parquet-texts.ts";
import { readTable, Table } from "../data-sets/table.ts";

/** Bounds memory: features of this many rows take about 1 GB. */
const MOST_ROWS = 200_000;
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * Reads a CSV or Parquet file of at most 200,000 rows. Throws EdgeError `bad-request` or `not-found` with the remedy.
 */
export async function readRows(path: string): Promise<Table> {
  const bytes = statSync(path, { throwIfNoEntry: false })?.size;
  if (bytes === undefined)
    throw new EdgeError("not-found", `${path} is missing; give a CSV or Parquet file with labelled rows`);
  if (bytes > MOST_BYTES)
    throw new EdgeError("too-large", `${path} has ${bytes} bytes, at most ${MOST_BYTES} are read; give a part of it`);
  const table = path.endsWith(".parquet") ? await parquet(path) : readTable(path.replace(/\.gz$/, ""));
  if (table.rows.length > MOST_ROWS) throw tooMany(path, table.rows.length);
  return table;
}

async function parquet(path: string): Promise<Table> {
  const { columns, rows, more } = await readParquetTexts(path, MOST_ROWS);
  if (more) throw tooMany(path, more);
  return new Table(path, columns, rows);
}

function tooMany(path: string, rows: number): EdgeError {
  return new EdgeError(
    "too-large",
    `${path} has ${rows} rows, at most ${MOST_ROWS} are learnt from; give a part of it, or every second row`,
  );
}
