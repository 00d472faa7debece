/** Looks at a table of past samples before it is taken in: its columns, first rows and names. */
import { statSync } from "node:fs";
import type { DuckDBConnection } from "@duckdb/node-api";
import { EdgeError, reasonOf } from "../../contracts/errors.ts";
import { fieldsOf, linesOf, literal, name } from "./stage-sql.ts";

/** Columns of a table, with DuckDB's types where it is Parquet. */
export interface TableHead {
  readonly columns: readonly string[];
  readonly types?: readonly string[];
}

/** A row as texts, with its line of the file. */
export interface TextRow {
  readonly line: number;
  readonly fields: readonly string[];
}

/** The columns of a table. Throws EdgeError `bad-request` or `not-found` that names it. */
export async function headOf(connection: DuckDBConnection, path: string, separator: string): Promise<TableHead> {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    throw new EdgeError("not-found", `there is no file ${path}; correct the mapping`);
  try {
    if (path.endsWith(".parquet")) {
      const described = (
        await connection.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet(${literal(path)})`)
      ).getRowsJS();
      return { columns: described.map(([column]) => String(column)), types: described.map(([, type]) => String(type)) };
    }
    const first = await connection.runAndReadAll(
      `SELECT ${fieldsOf(separator, "line")} FROM ${linesOf(path)} WHERE line IS NOT NULL LIMIT 1`,
    );
    const fields = first.getRowsJS()[0]?.[0] as readonly unknown[] | undefined;
    return { columns: (fields ?? []).map((field) => String(field).trim()) };
  } catch (error) {
    throw new EdgeError("bad-request", `${path} cannot be read as CSV in UTF-8 or as Parquet: ${reasonOf(error)}`);
  }
}

/** The first rows of a table below its head, at most `most`. */
export async function firstRows(
  connection: DuckDBConnection,
  { path, separator, most }: { path: string; separator: string; most: number },
): Promise<readonly TextRow[]> {
  const { columns, types } = await headOf(connection, path, separator);
  const sql =
    types === undefined
      ? `SELECT line::DOUBLE, ${fieldsOf(separator, "text")} FROM
           (SELECT row_number() OVER () AS line, line AS text FROM ${linesOf(path)})
         WHERE line > 1 AND text IS NOT NULL AND trim(text) <> '' LIMIT ${most}`
      : `SELECT file_row_number::DOUBLE + 1, [${columns.map((column) => `${name(column)}::VARCHAR`).join(", ")}]
         FROM read_parquet(${literal(path)}, file_row_number = true) LIMIT ${most}`;
  return (await connection.runAndReadAll(sql)).getRowsJS().map(([line, fields]) => ({
    line: Number(line),
    fields: (fields as readonly unknown[]).map((field) => String(field ?? "").trim()),
  }));
}

/** Different texts of a column, at most `most`. */
export async function textsIn(
  connection: DuckDBConnection,
  { path, separator, column, most }: { path: string; separator: string; column: string; most: number },
): Promise<readonly string[]> {
  const { columns, types } = await headOf(connection, path, separator);
  const from =
    types === undefined
      ? `(SELECT (${fieldsOf(separator, "line")})[${columns.indexOf(column) + 1}] AS k, row_number() OVER () AS i
          FROM ${linesOf(path)}) WHERE i > 1`
      : `(SELECT ${name(column)}::VARCHAR AS k FROM read_parquet(${literal(path)}))`;
  const found = await connection.runAndReadAll(`SELECT DISTINCT k FROM ${from} LIMIT ${most}`);
  return found
    .getRowsJS()
    .flatMap(([text]) => (text === null || text === "" ? [] : [String(text)]))
    .sort();
}
