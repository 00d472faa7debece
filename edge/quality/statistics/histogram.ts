import type { Histogram } from "../../contracts/quality/capability.ts";

/** Columns are at least and at most this many, whatever the values are. */
const [FEWEST, MOST] = [5, 40];

/**
 * Counts of values in columns of equal width, from the least to the greatest value. The width is that of D. Freedman
 * and P. Diaconis, Zeitschrift für Wahrscheinlichkeitstheorie 57 (1981) 453, which a few far values do not widen. Null
 * without values or without scatter.
 */
export function histogramOf(values: Float64Array): Histogram | null {
  const sorted = values.toSorted();
  const [from, last] = [sorted[0], sorted.at(-1)];
  if (from === undefined || last === undefined || !(last > from)) return null;
  const quartile = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] as number;
  const usual = (2 * (quartile(0.75) - quartile(0.25))) / Math.cbrt(sorted.length);
  // Where half of the values are the same, the rule of H. A. Sturges, JASA 21 (1926) 65.
  const wanted = usual > 0 ? (last - from) / usual : Math.log2(sorted.length) + 1;
  const columns = Math.min(MOST, Math.max(FEWEST, Math.ceil(wanted)));
  const width = (last - from) / columns;
  const counts = new Array<number>(columns).fill(0);
  for (const value of sorted) {
    const at = Math.min(columns - 1, Math.floor((value - from) / width));
    counts[at] = (counts[at] as number) + 1;
  }
  return { from, width, counts };
}
