/** Functions over the values of a stretch of time (PQ6, PQ7 in docs/rules/prometheus.md). */
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Stored } from "./stored.ts";

/** The values in (to − length, to]: `first` to before `end`. The one before `first` held when the window began. */
export interface Window {
  readonly of: Stored;
  readonly first: number;
  readonly end: number;
  readonly to: Micros;
  readonly length: Micros;
}

/** NaN: no value. */
type WindowFunction = (window: Window, parameter: number) => number;

export const WINDOW_FUNCTIONS: Readonly<Record<string, WindowFunction>> = {
  last_over_time: lastOf,
  present_over_time: (window) => (Number.isNaN(lastOf(window)) ? Number.NaN : 1),
  min_over_time: (window) => extreme(window, window.of.low, Math.min),
  max_over_time: (window) => extreme(window, window.of.high, Math.max),
  avg_over_time: mean,
  sum_over_time: (window) => folded(window, "sum_over_time", (values) => values.reduce((sum, value) => sum + value, 0)),
  count_over_time: (window) => folded(window, "count_over_time", ({ length }) => length),
  stdvar_over_time: (window) => folded(window, "stdvar_over_time", variance),
  stddev_over_time: (window) => folded(window, "stddev_over_time", (values) => Math.sqrt(variance(values))),
  quantile_over_time: (window, q) => folded(window, "quantile_over_time", (values) => quantile(values, q)),
  increase,
  rate: (window) => increase(window) / (window.length / 1e6),
  delta: (window) => {
    const [first, last] = ends(window);
    return last - first;
  },
  irate: (window) => newest(window, (before, value, seconds) => (value < before ? value : value - before) / seconds),
  idelta: (window) => newest(window, (before, value) => value - before),
  changes: (window) => counted(window, (before, value) => value !== before),
  resets: (window) => counted(window, (before, value) => value < before),
  deriv: (window) => line(window)?.slope ?? Number.NaN,
  predict_linear: (window, seconds) => {
    const fit = line(window);
    return fit === undefined ? Number.NaN : fit.at + fit.slope * seconds;
  },
};

/** Known values from the one that held at the beginning on. */
function* known({ of: { times, values }, first, end }: Window): Generator<readonly [time: Micros, value: number]> {
  for (let at = Math.max(0, first - 1); at < end; at++) {
    const value = values[at] as number;
    if (!Number.isNaN(value)) yield [times[at] as Micros, value];
  }
}

/** The value that holds at the end of the window. */
export function lastOf({ of: { values }, end }: Pick<Window, "of" | "end">): number {
  return end === 0 ? Number.NaN : (values[end - 1] as number);
}

function ends(window: Window): readonly [first: number, last: number] {
  let [first, last] = [Number.NaN, Number.NaN];
  for (const [, value] of known(window)) {
    if (Number.isNaN(first)) first = value;
    last = value;
  }
  return [first, last];
}

/**
 * Sum of all rises; after a reset the counter began at zero. In a column of roll-ups that has a higher value than its
 * last one, or a lower one than before it, the counter began anew once: it rose to the highest value and from zero.
 */
function increase({ of: { values, low, high }, first, end }: Window): number {
  let sum = Number.NaN;
  let before = Number.NaN;
  for (let at = Math.max(0, first - 1); at < end; at++) {
    const value = values[at] as number;
    if (Number.isNaN(value)) continue;
    const [lowest, highest] = [low[at] as number, high[at] as number];
    const isAnew = lowest < before || highest > value;
    const rise = isAnew ? Math.max(0, highest > value ? highest - before : 0) + value : value - before;
    // What a column did before the window began is not in it.
    sum = Number.isNaN(before) ? 0 : sum + rise;
    before = value;
  }
  return sum;
}

function extreme(window: Window, column: Float64Array, better: (a: number, b: number) => number): number {
  const { of, first, end } = window;
  let found = first > 0 ? (of.values[first - 1] as number) : Number.NaN;
  for (let at = first; at < end; at++) {
    const value = column[at] as number;
    if (!Number.isNaN(value)) found = Number.isNaN(found) ? value : better(found, value);
  }
  return found;
}

/**
 * Each value weighted by how long it held. A column of roll-ups counts with its mean while it lasts, and with its last
 * value from its end to the next column with a sample.
 */
function mean({ of: { times, began, values, mean: means }, first, end, to, length }: Window): number {
  let [sum, weight] = [0, 0];
  const add = (value: number, from: Micros, until: Micros): void => {
    const held = Math.min(until, to) - Math.max(from, to - length);
    if (Number.isNaN(value) || held <= 0) return;
    sum += value * held;
    weight += held;
  };
  for (let at = Math.max(0, first - 1); at < end; at++) {
    const time = times[at] as Micros;
    add(means[at] as number, began[at] as Micros, time);
    add(values[at] as number, time, at + 1 < end ? (began[at + 1] as Micros) : to);
  }
  // A single sample at the very end has not held yet.
  return weight > 0 ? sum / weight : lastOf({ of: { values } as Stored, end });
}

/** Of the samples in the window, all of which must be known. */
function folded({ of, first, end }: Window, name: string, fold: (values: readonly number[]) => number): number {
  if (of.resolution !== "samples")
    throw new EdgeError("bad-request", `${name} needs every sample; ask about fewer series or less time`);
  const values: number[] = [];
  for (let at = Math.max(first, of.isHeldFirst ? 1 : 0); at < end; at++)
    if (!Number.isNaN(of.values[at] as number)) values.push(of.values[at] as number);
  return values.length === 0 ? Number.NaN : fold(values);
}

export function variance(values: readonly number[]): number {
  let [count, average, squares] = [0, 0, 0];
  for (const value of values) {
    const off = value - average;
    average += off / ++count;
    squares += off * (value - average);
  }
  return squares / count;
}

/** Between the two nearest values in order of size; below 0 and above 1 as Prometheus answers. */
export function quantile(values: readonly number[], q: number): number {
  if (Number.isNaN(q)) return Number.NaN;
  if (q < 0) return Number.NEGATIVE_INFINITY;
  if (q > 1) return Number.POSITIVE_INFINITY;
  const sorted = values.toSorted((a, b) => a - b);
  const rank = q * (sorted.length - 1);
  const low = Math.floor(rank);
  const high = Math.min(sorted.length - 1, low + 1);
  return (sorted[low] as number) * (1 - (rank - low)) + (sorted[high] as number) * (rank - low);
}

function newest(window: Window, of: (before: number, value: number, seconds: number) => number): number {
  const all = [...known(window)].slice(-2);
  const [[earlier, before] = [Number.NaN, Number.NaN], [later, value] = [Number.NaN, Number.NaN]] = all;
  return all.length < 2 ? Number.NaN : of(before, value, (later - earlier) / 1e6);
}

function counted(window: Window, isOne: (before: number, value: number) => boolean): number {
  let count = Number.NaN;
  let before = Number.NaN;
  for (const [, value] of known(window)) {
    if (Number.isNaN(count)) count = 0;
    else if (isOne(before, value)) count++;
    before = value;
  }
  return count;
}

/** Least squares over the samples of the window: value at its end, and slope per second. */
function line({ of, first, end, to }: Window): { readonly at: number; readonly slope: number } | undefined {
  let [n, sumX, sumY, sumXY, sumXX] = [0, 0, 0, 0, 0];
  for (let at = Math.max(first, of.isHeldFirst ? 1 : 0); at < end; at++) {
    const y = of.values[at] as number;
    if (Number.isNaN(y)) continue;
    const x = ((of.times[at] as Micros) - to) / 1e6;
    n++;
    sumX += x;
    sumY += y;
    sumXY += x * y;
    sumXX += x * x;
  }
  const spread = n * sumXX - sumX * sumX;
  if (n < 2 || spread === 0) return undefined;
  const slope = (n * sumXY - sumX * sumY) / spread;
  return { slope, at: (sumY - slope * sumX) / n };
}
