import { fitRelations, type NormalRows } from "./fit-relations.ts";
import type { Relations } from "./relations.ts";
import { type ResidualWatch, SMOOTHING } from "./residual-watch.ts";

/** Parts of the learning time that are judged by relations of the other parts. */
const FOLDS = 5;
/** The spread of a statistic is taken from its median to this quantile, because learning times hold start-ups too. */
const QUANTILE = 0.8;
/** Standard normal value of that quantile. */
const QUANTILE_Z = 0.8416;

/**
 * Learns how large the squares of normal rows are: pairs of median and spread of their cube roots, 0 and 0 for a
 * statistic that does not exist. Each part of the rows is judged by what the others teach, because relations fit best
 * the rows that they were learned from. `relations` and the watch are left in the state of the last part.
 */
export function learnUsualSquares(
  relations: Relations,
  watch: ResidualWatch,
  rows: NormalRows & { readonly times: Float64Array; readonly step: number },
): Float64Array {
  const roots = Array.from(watch.squares, (): number[] => []);
  for (let fold = 0; fold < FOLDS; fold++) {
    const from = Math.floor((fold * rows.count) / FOLDS);
    const until = Math.floor(((fold + 1) * rows.count) / FOLDS);
    fitRelations(relations, rows, from, until);
    watch.begin(rows.step);
    for (let row = from; row < until; row++) {
      if (!watch.take(rows.times[row] as number, rows.values, row * relations.channels)) continue;
      watch.adapt();
      // The average begins at 0, too small to count.
      if (row < from + 2 * SMOOTHING) continue;
      for (const [at, square] of watch.squares.entries()) roots[at]?.push(Math.cbrt(square));
    }
  }
  return Float64Array.from(roots.flatMap(medianAndSpread));
}

function medianAndSpread(values: number[]): [median: number, spread: number] {
  values.sort((a, b) => a - b);
  const median = values[values.length >> 1] ?? 0;
  return [median, ((values[Math.floor(QUANTILE * values.length)] ?? 0) - median) / QUANTILE_Z];
}
