import type { Span } from "../../data/api.ts";
import { type Columns, indexAt } from "./columns.ts";

/** Figures of a curve over a span. Without a known value all are NaN, and `goodMs` is 0. */
export interface Statistics {
  readonly min: number;
  readonly max: number;
  /** Each value weighted by how long it held. */
  readonly mean: number;
  readonly std: number;
  readonly last: number;
  /** For how long a value was known. */
  readonly goodMs: number;
  /** Columns held more than one sample, so that mean and deviation are estimates; the extremes are exact. */
  readonly isEstimate: boolean;
}

/** Only columns that begin in the span, and the value in force at its beginning, count. */
export function statisticsOf(columns: Columns, { fromMs, toMs }: Span): Statistics {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [weight, mean, squares] = [0, 0, 0];
  let last = Number.NaN;
  let isEstimate = false;
  for (let i = Math.max(0, indexAt(columns, fromMs)); i < columns.length; i++) {
    const begin = columns.times[i] as number;
    if (begin >= toMs) break;
    const value = columns.mean[i] as number;
    const from = Math.max(begin, fromMs);
    const until = Math.min(columns.untils[i] as number, toMs);
    if (Number.isNaN(value) || until < from) continue;
    const [low, high] = [columns.low[i] as number, columns.high[i] as number];
    // A value that began before the span holds in it; the spread of its column lies before the span.
    const isHeld = begin < fromMs;
    min = Math.min(min, isHeld ? (columns.last[i] as number) : low);
    max = Math.max(max, isHeld ? (columns.last[i] as number) : high);
    if (!isHeld && high > low) isEstimate = true;
    last = columns.last[i] as number;
    // West (1979): weighted mean and variance in one pass, without a difference of large sums.
    const added = until - from;
    if (added === 0) continue;
    weight += added;
    const step = value - mean;
    mean += (step * added) / weight;
    squares += added * step * (value - mean);
  }
  if (min > max)
    return { min: Number.NaN, max: Number.NaN, mean: Number.NaN, std: Number.NaN, last, goodMs: 0, isEstimate };
  const isPoint = weight === 0;
  return {
    min,
    max,
    mean: isPoint ? last : mean,
    std: isPoint ? 0 : Math.sqrt(squares / weight),
    last,
    goodMs: weight,
    isEstimate,
  };
}
