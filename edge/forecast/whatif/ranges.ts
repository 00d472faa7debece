import type { Range, Trial } from "../../contracts/forecast/answer.ts";
import { quantileOf } from "../learn/learnt.ts";

/** Relative error of a forecast where nothing could be tried: what the model leaves out. */
const USUAL_ERROR = 0.015;
/** As if so many trials had shown the usual error, because few trials say little. */
const USUAL_TRIALS = 4;

/**
 * Relative standard error of the model, beyond the chance that its runs have: mean square of what trials were off, less
 * the variance of their runs, which an interval has already; with usual errors added.
 */
export function modelError(trials: readonly Trial[]): number {
  const known = trials.filter(counts);
  const beyond = known.reduce(
    (sum, { foreseen: said, happened, spread = 0 }) => sum + ((said - happened) ** 2 - spread ** 2) / happened ** 2,
    0,
  );
  return Math.sqrt((Math.max(0, beyond) + USUAL_TRIALS * USUAL_ERROR ** 2) / (known.length + USUAL_TRIALS));
}

/** How many trials say something of the error; none: the usual error is assumed. */
export function triedIn(trials: readonly Trial[]): number {
  return trials.filter(counts).length;
}

/** An error is relative to what happened. */
function counts({ happened }: Trial): boolean {
  return happened > 0;
}

/** Mean and standard deviation. */
export function spreadOf(runs: readonly number[]): readonly [mean: number, deviation: number] {
  const mean = runs.reduce((sum, value) => sum + value, 0) / runs.length;
  const squares = runs.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return [mean, Math.sqrt(squares / Math.max(1, runs.length - 1))];
}

/** Values below which 10, 50 and 90 % lie, by straight lines between the sorted ones. */
export function rangeOf(values: readonly number[]): Range {
  const sorted = values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return { low: quantileOf(sorted, 0.1), middle: quantileOf(sorted, 0.5), high: quantileOf(sorted, 0.9) };
}
