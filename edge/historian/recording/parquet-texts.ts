import { DuckDBInstance } from "@duckdb/node-api";
import { EdgeError, reasonOf } from "../../contracts/errors.ts";

/**
 * Reads a Parquet file of any columns as texts; null becomes "". Times are ISO 8601 in UTC. If there are more than
 * `most` rows, none is read and `more` is their number. Throws EdgeError `bad-request` if it is not a Parquet file.
 */
export async function readParquetTexts(
  path: string,
  most: number,
): Promise<{ readonly columns: readonly string[]; readonly rows: readonly string[][]; readonly more?: number }> {
  const instance = await DuckDBInstance.create(":memory:", { memory_limit: "512MB", threads: "1" });
  const connection = await instance.connect();
  try {
    const source = `read_parquet('${path.replaceAll("'", "''")}')`;
    const counted = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM ${source}`);
    const count = Number(counted.getRows()[0]?.[0]);
    if (count > most) return { columns: [], rows: [], more: count };
    const read = await connection.runAndReadAll(`SELECT COLUMNS(*)::VARCHAR FROM ${source}`);
    const rows = read.getRows().map((row) => row.map((value) => (value === null ? "" : String(value))));
    return { columns: read.columnNames(), rows };
  } catch (error) {
    throw new EdgeError("bad-request", `${path} cannot be read as Parquet: ${reasonOf(error)}`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
