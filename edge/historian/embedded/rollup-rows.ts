import type { RollupColumns } from "../query/rollup.ts";
import type { ColumnIn } from "./columns.ts";

type Name = Exclude<keyof RollupColumns, "length">;

/** The columns of a roll-up in order. In Parquet the bucket is a BIGINT. */
const LAYOUT: readonly { readonly name: Name; readonly sql: string; readonly type: string }[] = [
  { name: "refs", sql: "ref", type: "UINTEGER" },
  { name: "buckets", sql: "bucket", type: "DOUBLE" },
  { name: "counts", sql: "count", type: "UINTEGER" },
  { name: "usables", sql: "usable", type: "UINTEGER" },
  { name: "marks", sql: "marks", type: "UTINYINT" },
  { name: "min", sql: "min", type: "DOUBLE" },
  { name: "max", sql: "max", type: "DOUBLE" },
  { name: "mean", sql: "mean", type: "DOUBLE" },
  { name: "last", sql: "last", type: "DOUBLE" },
  { name: "first", sql: "first", type: "UINTEGER" },
  { name: "until", sql: "until", type: "UINTEGER" },
  { name: "area", sql: "area", type: "DOUBLE" },
  { name: "held", sql: "held", type: "UINTEGER" },
];

export const ROLLUP_TABLE = `(${LAYOUT.map(({ sql, type }) => `"${sql}" ${type}`).join(", ")})`;

/** What goes into the file, from a table with these columns. */
export const ROLLUP_FILE = LAYOUT.map(({ sql }) => (sql === "bucket" ? "bucket::BIGINT AS bucket" : `"${sql}"`)).join(", ");

/** For `takeRollups`. */
export const ROLLUP_SELECT = LAYOUT.map(({ sql }) => (sql === "bucket" ? "bucket::DOUBLE" : `"${sql}"`)).join(", ");

export function rollupColumnsIn(columns: RollupColumns): readonly ColumnIn[] {
  return LAYOUT.map(({ name }) => columns[name]);
}

/** A copy of what one chunk of a query for `ROLLUP_SELECT` holds. */
export function takeRollups(columns: readonly (Float64Array | Uint32Array | Uint8Array)[], rows: number): RollupColumns {
  return { length: rows, ...Object.fromEntries(LAYOUT.map(({ name }, i) => [name, columns[i]?.slice(0, rows)])) } as unknown as RollupColumns;
}

/** All rows as one, in order of time. */
export function joinRollups(...parts: readonly RollupColumns[]): RollupColumns {
  const where = parts.flatMap((part, p) => Array.from({ length: part.length }, (_, row) => ({ p, row, bucket: part.buckets[row] as number })));
  for (let i = 1; i < where.length; i++) {
    if ((where[i]?.bucket ?? 0) >= (where[i - 1]?.bucket ?? 0)) continue;
    where.sort((a, b) => a.bucket - b.bucket || a.p - b.p || a.row - b.row);
    break;
  }
  const column = (name: Name): Float64Array => Float64Array.from(where, ({ p, row }) => parts[p]?.[name][row] as number);
  return { length: where.length, ...Object.fromEntries(LAYOUT.map(({ name }) => [name, column(name)])) } as unknown as RollupColumns;
}
