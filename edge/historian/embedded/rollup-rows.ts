import type { RollupColumns } from "../query/rollup.ts";
import type { ColumnIn } from "./columns.ts";

type Name = Exclude<keyof RollupColumns, "length">;

/** The columns of a roll-up in order. In Parquet the bucket is a BIGINT. */
const LAYOUT: readonly { readonly name: Name; readonly sql: string }[] = [
  { name: "refs", sql: "ref" },
  { name: "buckets", sql: "bucket" },
  { name: "counts", sql: "count" },
  { name: "usables", sql: "usable" },
  { name: "marks", sql: "marks" },
  { name: "min", sql: "min" },
  { name: "max", sql: "max" },
  { name: "mean", sql: "mean" },
  { name: "last", sql: "last" },
  { name: "first", sql: "first" },
  { name: "until", sql: "until" },
  { name: "area", sql: "area" },
  { name: "held", sql: "held" },
];

/** Selects the columns of a roll-up file from those of `rollupColumnsIn`. */
export const ROLLUP_FILE = LAYOUT.map(({ sql }) => (sql === "bucket" ? "bucket::BIGINT AS bucket" : `"${sql}"`)).join(
  ", ",
);

/** For `takeRollups`. */
export const ROLLUP_SELECT = LAYOUT.map(({ sql }) => (sql === "bucket" ? "bucket::DOUBLE" : `"${sql}"`)).join(", ");

export function rollupColumnsIn(columns: RollupColumns): Readonly<Record<string, ColumnIn>> {
  return Object.fromEntries(LAYOUT.map(({ name, sql }) => [sql, columns[name]]));
}

/** Copies one chunk of a query for `ROLLUP_SELECT`. */
export function takeRollups(
  columns: readonly (Float64Array | Uint32Array | Uint8Array)[],
  rows: number,
): RollupColumns {
  return {
    length: rows,
    ...Object.fromEntries(LAYOUT.map(({ name }, i) => [name, columns[i]?.slice(0, rows)])),
  } as unknown as RollupColumns;
}

/** Joins all rows, in order of time. */
export function joinRollups(...parts: readonly RollupColumns[]): RollupColumns {
  const where = parts.flatMap((part, p) =>
    Array.from({ length: part.length }, (_, row) => ({ p, row, bucket: part.buckets[row] as number })),
  );
  for (let i = 1; i < where.length; i++) {
    if ((where[i]?.bucket ?? 0) >= (where[i - 1]?.bucket ?? 0)) continue;
    where.sort((a, b) => a.bucket - b.bucket || a.p - b.p || a.row - b.row);
    break;
  }
  const column = (name: Name): Float64Array =>
    Float64Array.from(where, ({ p, row }) => parts[p]?.[name][row] as number);
  return {
    length: where.length,
    ...Object.fromEntries(LAYOUT.map(({ name }) => [name, column(name)])),
  } as unknown as RollupColumns;
}
