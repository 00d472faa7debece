import type { Micros } from "./sample-batch.ts";

/** Lengths of the buckets from which columns of many tags are made, finest first. */
const TREND_LEVELS = [
  { name: "10s", us: 10e6 },
  { name: "1min", us: 60e6 },
  { name: "10min", us: 600e6 },
  { name: "1h", us: 3600e6 },
] as const;

/** Fewest buckets in a column: columns of whole buckets are at most half as wide again as requested. */
const MIN_BUCKETS = 2;

/** The level for columns of this length; undefined: every sample (rule D24). */
export function trendLevelFor(step: Micros): (typeof TREND_LEVELS)[number] | undefined {
  return TREND_LEVELS.findLast(({ us }) => us * MIN_BUCKETS <= step);
}
