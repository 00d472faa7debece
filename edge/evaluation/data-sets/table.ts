import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { gunzipSync } from "node:zlib";
import { EdgeError } from "../../contracts/errors.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";

/** A file of rows with named columns. */
export class Table {
  readonly path: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];

  constructor(path: string, columns: readonly string[], rows: readonly (readonly string[])[]) {
    this.path = path;
    this.columns = columns;
    this.rows = rows;
  }

  /** Index of a column. Throws EdgeError when the file has none of that name. */
  at(column: string): number {
    const at = this.columns.indexOf(column);
    if (at < 0)
      throw new EdgeError("bad-request", `${this.path} has no column ${column}; it has ${this.columns.join(", ")}`);
    return at;
  }

  texts(column: string): string[] {
    const at = this.at(column);
    return this.rows.map((row) => row[at] ?? "");
  }

  /** NaN for empty cells. */
  numbers(column: string): Float64Array {
    const at = this.at(column);
    return Float64Array.from(this.rows, (row) =>
      row[at] === undefined || row[at].trim() === "" ? Number.NaN : Number(row[at]),
    );
  }
}

/** Reads a CSV file without quoting, compressed (`path.gz`) or not. Throws EdgeError when there is none. */
export function readTable(path: string, separator = ","): Table {
  const packed = `${path}.gz`;
  const found = [path, packed].find((file) => existsSync(file));
  if (found === undefined)
    throw new EdgeError("not-found", `${path} is missing, packed as .gz too; --data names the folder of the data set`);
  const bytes = readFileSync(found);
  const lines = (found === packed ? gunzipSync(bytes) : bytes).toString("utf8").trimEnd().split(/\r?\n/);
  const [head = "", ...body] = lines;
  return new Table(
    found,
    head.split(separator).map((name) => name.trim()),
    body.map((line) => line.split(separator)),
  );
}

/** Writes rows of a CSV file, and creates missing folders. */
export function writeTable(
  path: string,
  columns: readonly string[],
  rows: Iterable<readonly (string | number)[]>,
): void {
  mkdirSync(dirname(path), { recursive: true });
  const lines = [columns.join(",")];
  for (const row of rows) lines.push(row.join(","));
  writeFileSync(path, `${lines.join("\n")}\n`);
}

/** `2014-02-01 10:05:00`, with or without parts of a second, T and Z; taken as UTC. */
export function timeOf(text: string): Micros {
  const micros = Date.parse(`${text.trim().replace(" ", "T").replace(/Z$/, "")}Z`) * 1000;
  if (Number.isNaN(micros)) throw new EdgeError("bad-request", `${text} is not a time such as 2014-02-01 10:05:00`);
  return micros;
}
