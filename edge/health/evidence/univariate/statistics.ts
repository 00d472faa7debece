import * as at from "./layout.ts";

/** One over the memories, which are in samples at their usual distance. */
const RATE = {
  fast: 1 / 8,
  medium: 1 / 30,
  slow: 1 / 150,
  base: 1 / 1000,
  slowest: 1 / 2000,
  variance: 1 / 15,
  usualVariance: 1 / 500,
};
const INTERVAL_MEMORY = 100;
/** A gap counts as this many samples at most: silence must not erase what was learnt. */
const MOST_STEPS = 10;
/** Lower bound of a variance as a share of the usual one: less is noise of the last digit. */
const LEAST_VARIANCE = 1e-3;
const VARIANCE_WARM_UP = 20;
/** Coarse values are as wide as the mean absolute deviation. */
const SYMBOL_MIDDLE = at.SYMBOLS / 2;
/** When so many pairs begin with one coarse value, their counts are halved. */
const PAIR_MEMORY = 5000;
const [RESIDUAL, STEP, BEND, LEVEL, DRIFT, DISTANCE, BURST] = [0, 1, 2, 3, 4, 5, 6];
const TRANSITION = 9;

/** Starts a signal with its first sample. */
export function start(doubles: Float64Array, floats: Float32Array, signal: number, time: number, value: number): void {
  const slots = signal * at.FLOAT_STRIDE + at.SLOT_MEANS;
  floats.fill(Number.NaN, slots, slots + at.SLOTS);
  const from = signal * at.DOUBLE_STRIDE;
  doubles[from + at.COUNT] = 1;
  doubles[from + at.TIME] = time;
  for (const place of [at.PREVIOUS, at.BEFORE_PREVIOUS, at.FAST, at.MEDIUM, at.SLOW, at.BASE, at.SLOWEST, at.DAY_MEAN])
    doubles[from + place] = value;
  doubles[from + at.SYMBOL] = -1;
  doubles[from + at.SLOT] = -1;
  doubles[from + at.WEIGHT] = 1;
  doubles[from + at.LAST_ALARM] = Number.NEGATIVE_INFINITY;
}

/**
 * Takes a sample into the moving statistics of a signal and writes those that need no time of day into `out`. Memories
 * are times: a sample moves a mean by 1 - exp(-steps / memory), where steps is the time since the previous sample over
 * the usual one.
 */
export function advance(doubles: Float64Array, signal: number, time: number, value: number, out: Float64Array): void {
  const from = signal * at.DOUBLE_STRIDE;
  const count = (doubles[from + at.COUNT] as number) + 1;
  const steps = elapsed(doubles, from, time, count);
  doubles[from + at.COUNT] = count;
  // The plain mean until a memory is full.
  const least = 1 / count;
  const previous = doubles[from + at.PREVIOUS] as number;
  const residual = value - (doubles[from + at.FAST] as number);
  out[RESIDUAL] = residual;
  out[STEP] = value - previous;
  out[BEND] = value - 2 * previous + (doubles[from + at.BEFORE_PREVIOUS] as number);
  doubles[from + at.BEFORE_PREVIOUS] = previous;
  doubles[from + at.PREVIOUS] = value;
  const fast = follow(doubles, from + at.FAST, value, share(steps, RATE.fast, least));
  const medium = follow(doubles, from + at.MEDIUM, value, share(steps, RATE.medium, least));
  out[LEVEL] = fast - follow(doubles, from + at.SLOW, value, share(steps, RATE.slow, least));
  out[DRIFT] = medium - follow(doubles, from + at.BASE, value, share(steps, RATE.base, least));
  const longest = share(steps, RATE.slowest, least);
  out[DISTANCE] = value - follow(doubles, from + at.SLOWEST, value, longest);
  const square = residual * residual;
  const now = follow(doubles, from + at.VARIANCE, square, share(steps, RATE.variance, least));
  const usual = follow(doubles, from + at.USUAL_VARIANCE, square, share(steps, RATE.usualVariance, least));
  out[BURST] = usual > 0 && count > VARIANCE_WARM_UP ? ratio(now, usual) : Number.NaN;
  follow(doubles, from + at.SPREAD, Math.abs(out[DISTANCE] as number), longest);
}

/** Time since the previous sample, in usual distances of samples. */
function elapsed(doubles: Float64Array, from: number, time: number, count: number): number {
  const since = time - (doubles[from + at.TIME] as number);
  doubles[from + at.TIME] = time;
  const interval = doubles[from + at.INTERVAL] as number;
  const steps = interval > 0 ? Math.min(MOST_STEPS, since / interval) : 1;
  const taken = interval > 0 ? Math.min(since, MOST_STEPS * interval) : since;
  doubles[from + at.INTERVAL] = interval + (taken - interval) / Math.min(INTERVAL_MEMORY, count - 1);
  return steps;
}

/** 1 - exp(-steps * rate) to the second order, but at least `least`. */
function share(steps: number, rate: number, least: number): number {
  const y = steps * rate;
  return Math.max(least, 1 - 1 / (1 + y + 0.5 * y * y));
}

function follow(doubles: Float64Array, place: number, value: number, alpha: number): number {
  const old = doubles[place] as number;
  const mean = old + (value - old) * alpha;
  doubles[place] = mean;
  return mean;
}

function ratio(now: number, usual: number): number {
  return now >= usual ? now / usual : -usual / (now + LEAST_VARIANCE * usual);
}

/** Counts the pair of coarse values of the previous sample and this one, and writes its rarity into `out`. */
export function pair(doubles: Float64Array, floats: Float32Array, signal: number, out: Float64Array): void {
  const from = signal * at.DOUBLE_STRIDE;
  const spread = doubles[from + at.SPREAD] as number;
  const place = spread > 0 ? Math.floor((out[DISTANCE] as number) / spread) + SYMBOL_MIDDLE : SYMBOL_MIDDLE;
  const symbol = Math.max(0, Math.min(at.SYMBOLS - 1, place));
  const before = doubles[from + at.SYMBOL] as number;
  doubles[from + at.SYMBOL] = symbol;
  out[TRANSITION] = Number.NaN;
  if (before < 0) return;
  const row = signal * at.FLOAT_STRIDE + at.PAIRS + before * at.SYMBOLS;
  const cell = row + symbol;
  let all = 0;
  for (let i = row; i < row + at.SYMBOLS; i++) all += floats[i] as number;
  out[TRANSITION] = Math.log((all + 0.5 * at.SYMBOLS) / ((floats[cell] as number) + 0.5));
  floats[cell] = (floats[cell] as number) + 1;
  if (all < PAIR_MEMORY) return;
  for (let i = row; i < row + at.SYMBOLS; i++) floats[i] = (floats[i] as number) / 2;
}
