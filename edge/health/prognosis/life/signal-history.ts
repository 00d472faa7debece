import { TrendWindow } from "./trend-window.ts";

/** Shares of a new value in the two moving averages. */
const FAST = 0.1;
const SLOW = 0.03;
const WINDOWS = [5, 15, 30, 60, 120] as const;
/** Indexes in `WINDOWS` of the means, the slopes, and the ends of the fitted lines. */
const MEANS = [0, 1, 2, 3];
const SLOPES = [1, 2, 3, 4];
const ENDS = [1, 2, 3];
/** Number of a unit's first cycles, from which its drift is measured. */
const OWN_START = 20;

/** The figures that `SignalHistory.push` writes, in its order. */
export const HISTORY_COLUMNS: readonly string[] = [
  "average fast",
  "average slow",
  ...MEANS.map((at) => `mean ${WINDOWS[at]}`),
  ...SLOPES.map((at) => `slope ${WINDOWS[at]}`),
  // The level now, without the delay of a mean.
  ...ENDS.map((at) => `line ${WINDOWS[at]}`),
  "drift",
];

/** Index of the mean of fifteen values. */
export const MEAN_15 = HISTORY_COLUMNS.indexOf("mean 15");
/** Index of the column with the distance of a signal from the unit's own start. */
export const DRIFT = HISTORY_COLUMNS.indexOf("drift");

/** Level, trend and drift of one signal of one unit, in O(1) memory and time and without looking ahead. */
export class SignalHistory {
  readonly #window = new TrendWindow(WINDOWS);
  #fast = 0;
  #slow = 0;
  #start = 0;
  #count = 0;

  /** Takes the next value, and writes `HISTORY_COLUMNS` into `out` from place `to` on. */
  push(value: number, out: Float64Array, to: number): void {
    const window = this.#window;
    window.push(value);
    this.#count++;
    // At first the plain mean, so that the first value has no lasting weight.
    const share = 1 / this.#count;
    this.#fast += Math.max(FAST, share) * (value - this.#fast);
    this.#slow += Math.max(SLOW, share) * (value - this.#slow);
    if (this.#count <= OWN_START) this.#start += share * (value - this.#start);
    let at = to;
    out[at++] = this.#fast;
    out[at++] = this.#slow;
    for (const place of MEANS) out[at++] = window.mean(place);
    for (const place of SLOPES) out[at++] = window.slope(place);
    for (const place of ENDS) out[at++] = window.lineEnd(place);
    out[at] = this.#fast - this.#start;
  }
}
