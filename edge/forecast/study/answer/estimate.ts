import type { Estimate } from "../../../contracts/forecast/study-answer.ts";
import { studentQuantile } from "../../../quality/statistics/special-functions.ts";

/** Mean of independent values with the interval of Student's t; a single value has none, so it is everything. */
export function estimateOf(values: readonly number[], confidence: number): Estimate {
  const n = values.length;
  const mean = meanOf(values);
  if (n < 2) return { mean, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const half = variance === 0 ? 0 : quantileOf((1 + confidence) / 2, n - 1) * Math.sqrt(variance / n);
  return { mean, low: mean - half, high: mean + half };
}

/** Most variants have equally many runs, and a quantile takes some 100 µs. */
let known = { share: Number.NaN, freedom: Number.NaN, quantile: Number.NaN };

function quantileOf(share: number, freedom: number): number {
  if (known.share !== share || known.freedom !== freedom)
    known = { share, freedom, quantile: studentQuantile(share, freedom) };
  return known.quantile;
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
