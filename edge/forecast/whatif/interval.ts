import type { Range } from "../../contracts/forecast/answer.ts";
import { normalQuantile, normalShare } from "../../quality/statistics/special-functions.ts";
import { quantileOf } from "../learn/learnt.ts";

/** The level of an end that so few runs cannot show is at least this share of the level that is asked for. */
const LEAST_OF_LEVEL = 0.25;
/** Halvings: the ends are found to less than a millionth of the span that is searched. */
const HALVINGS = 48;

/**
 * The interval in which the given share of outcomes lies, by the runs and the relative standard error of the model:
 * each run stands for the normal distribution around it. Runs keep their form: an outage can cost more pieces than its
 * absence ever brings, so the lower end is further from the middle than the upper one. Few runs show too narrow ends,
 * so the level is that at which one more run would lie outside: k of n + 1, at Hazen's position (k - 1/2) / n. The
 * middle is the median of the runs. NaN without runs.
 */
export function intervalOf(runs: readonly number[], error: number, share: number): Range {
  const sorted = runs.toSorted((a, b) => a - b);
  const middle = quantileOf(sorted, 0.5);
  const deviation = Math.abs(error * middle);
  const level = (1 - share) / 2;
  const n = sorted.length;
  const seen = Math.max(level + (level - 0.5) / n, LEAST_OF_LEVEL * level);
  const low = valueAt(sorted, deviation, seen);
  const high = valueAt(sorted, deviation, 1 - seen);
  return { low: Math.max(0, Math.min(low, middle)), middle, high: Math.max(high, middle) };
}

/** Where the mixture of normal distributions around the runs reaches a share; without a deviation, a run. */
function valueAt(sorted: readonly number[], deviation: number, share: number): number {
  if (deviation === 0) return quantileOf(sorted, share);
  const reach = deviation * normalQuantile(1 - Math.min(share, 1 - share));
  let low = (sorted[0] as number) - reach;
  let high = (sorted.at(-1) as number) + reach;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const at = (low + high) / 2;
    const below = sorted.reduce((sum, run) => sum + normalShare((at - run) / deviation), 0) / sorted.length;
    if (below < share) low = at;
    else high = at;
  }
  return (low + high) / 2;
}
