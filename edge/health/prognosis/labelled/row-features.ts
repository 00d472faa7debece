/** A value is compared with the values this many rows before. */
const LAGS = [1, 2, 3, 4, 5, 8, 13] as const;
/** Shares of a new value in the moving averages that it is compared with. */
const AVERAGES = [0.5, 0.2, 0.05, 0.01] as const;
/** Rows of the windows. */
const WINDOWS = [3, 5, 10, 20, 60] as const;
const LONGEST = 60;
/** A change counts from this share of the usual spread on. */
const CHANGE = 0.1;
const MOST_STILL = 200;
const PER_SIGNAL = 1 + LAGS.length + 2 * AVERAGES.length + 2 * WINDOWS.length + 1;

/** Which signals a model learns from. */
export interface SignalPlan {
  readonly signals: readonly string[];
  /** Whether each signal only grows: its level depends on the time alone, so only its changes are used. */
  readonly isCounter: readonly boolean[];
}

/** One signal's newest values and averages. */
class RowHistory {
  readonly #ring = new Float64Array(LONGEST);
  readonly #average = new Float64Array(AVERAGES.length);
  readonly #absolute = new Float64Array(AVERAGES.length);
  readonly #isCounter: boolean;
  #variance = 0;
  #count = 0;
  #still = 0;

  constructor(isCounter: boolean) {
    this.#isCounter = isCounter;
  }

  #back(rows: number): number {
    return this.#ring[(this.#count - 1 - Math.min(rows, this.#count - 1)) % LONGEST] as number;
  }

  /** A missing value (NaN) counts as the last one. */
  push(given: number, out: Float64Array, to: number): void {
    const value = Number.isFinite(given) ? given : this.#count > 0 ? this.#back(0) : 0;
    const before = this.#count > 0 ? this.#back(0) : value;
    this.#ring[this.#count % LONGEST] = value;
    this.#count++;
    let at = to;
    out[at++] = this.#isCounter ? 0 : value;
    for (const lag of LAGS) out[at++] = value - this.#back(Math.min(lag, LONGEST - 1));
    for (let place = 0; place < AVERAGES.length; place++) {
      const share = Math.max(AVERAGES[place] as number, 1 / this.#count);
      this.#average[place] = blend(this.#average[place] as number, value, share);
      this.#absolute[place] = blend(this.#absolute[place] as number, Math.abs(value), share);
      out[at++] = value - (this.#average[place] as number);
      out[at++] = this.#isCounter ? 0 : (this.#absolute[place] as number);
    }
    for (const window of WINDOWS) {
      this.#window(Math.min(window, this.#count), out, at);
      at += 2;
    }
    this.#variance = blend(this.#variance, (value - before) ** 2, Math.max(0.01, 1 / this.#count));
    const isChange = Math.abs(value - before) > CHANGE * Math.sqrt(this.#variance);
    this.#still = isChange ? 0 : Math.min(MOST_STILL, this.#still + 1);
    out[at] = this.#still;
  }

  /** Standard deviation, and the greatest absolute value (for a counter, the growth). */
  #window(rows: number, out: Float64Array, at: number): void {
    let [sum, greatest] = [0, 0];
    const oldest = this.#back(rows - 1);
    for (let back = 0; back < rows; back++) {
      const value = this.#back(back);
      sum += value;
      greatest = Math.max(greatest, this.#isCounter ? value - oldest : Math.abs(value));
    }
    const mean = sum / rows;
    let square = 0;
    for (let back = 0; back < rows; back++) square += (this.#back(back) - mean) ** 2;
    out[at] = Math.sqrt(square / rows);
    out[at + 1] = greatest;
  }
}

/**
 * Features of the newest rows: for every signal its value, its changes over the last rows, its distance from moving
 * averages, spread and greatest value in windows, and the time since it last changed. Signals whose names differ by a
 * number alone (joints, phases) are also summarised as one more signal. Causal; work and memory for each row are
 * bounded.
 */
export class RowFeatures {
  readonly #groups: readonly Int32Array[];
  readonly #histories: readonly RowHistory[];
  readonly #signals: number;
  #time = Number.NaN;

  constructor({ signals, isCounter }: SignalPlan) {
    this.#signals = signals.length;
    this.#groups = [...groupsOf(signals).values()];
    this.#histories = [...isCounter, ...this.#groups.map(() => false)].map((counts) => new RowHistory(counts));
  }

  /** Takes a row, and writes the features after it into `out`. */
  push(timeS: number, values: Float64Array, out: Float64Array): void {
    for (let at = 0; at < this.#signals; at++) this.#histories[at]?.push(values[at] as number, out, at * PER_SIGNAL);
    for (let group = 0; group < this.#groups.length; group++) {
      let sum = 0;
      for (const at of this.#groups[group] as Int32Array) sum += Math.abs(values[at] as number);
      const place = this.#signals + group;
      this.#histories[place]?.push(sum, out, place * PER_SIGNAL);
    }
    out[this.#histories.length * PER_SIGNAL] = Number.isNaN(this.#time) ? 0 : timeS - this.#time;
    this.#time = timeS;
  }
}

/** Names of what `RowFeatures.push` writes, in its order. */
export function rowFeatureNames({ signals }: SignalPlan): readonly string[] {
  const columns = [
    "value",
    ...LAGS.map((lag) => `change ${lag}`),
    ...AVERAGES.flatMap((share) => [`from average ${share}`, `absolute average ${share}`]),
    ...WINDOWS.flatMap((window) => [`spread ${window}`, `greatest ${window}`]),
    "still",
  ];
  const all = [...signals, ...[...groupsOf(signals).keys()].map((stem) => `sum of ${stem}`)];
  return [...all.flatMap((signal) => columns.map((column) => `${signal} ${column}`)), "time since the row before"];
}

function groupsOf(signals: readonly string[]): ReadonlyMap<string, Int32Array> {
  const stems = Map.groupBy(signals.keys(), (at) => (signals[at] as string).replaceAll(/\d+/g, "#"));
  return new Map(
    [...stems].filter(([, members]) => members.length > 1).map(([stem, at]) => [stem, Int32Array.from(at)]),
  );
}

function blend(before: number, value: number, share: number): number {
  return before + share * (value - before);
}
