import { type Columns, emptyColumns } from "../../../twin-viewer/src/charts/panes/columns.ts";

/** Columns of single samples; each holds until the next one, the last until `endMs`. */
export function columnsFrom(samples: readonly (readonly [ms: number, value: number])[], endMs: number): Columns {
  const columns = emptyColumns();
  for (const [i, [ms, value]] of samples.entries()) {
    columns.times[i] = ms;
    columns.untils[i] = samples[i + 1]?.[0] ?? Math.max(ms, endMs);
    for (const column of [columns.mean, columns.low, columns.high, columns.last]) column[i] = value;
    columns.length++;
  }
  return columns;
}
