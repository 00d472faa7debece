import {
  counted,
  type InstrumentColumns,
  type InstrumentTimes,
  type Places,
  partsOf,
  setParts,
} from "./instrument-times.ts";

/** Readings of a window. */
const WINDOW = 10;
/** Windows in a row that must all be noisy. */
const IN_A_ROW = 3;
/** Number of windows by which learning lags, so that a fault is seen before it is learnt. */
const WAIT = 6;
/** The usual noise is assumed larger by the ratio of this number to the number of windows seen. */
const YOUNG = 40;
/** Least number of different values in a noisy window: an instrument that rounds coarsely has two or three. */
const LEAST_DISTINCT = 6;
/** The level may move by this many times the noise meanwhile; if it moves more, the process changes. */
const STEADY = 2.5;
/** Independent second differences in three windows, about half of those that a median counts. */
const FREEDOM = 8;
const MOST = 30;
const SUSPECT = 3;
/** Noise above usual by this factor sustains an earlier finding, with this evidence. */
const LASTING = 1.5;
const HELD = 6;
/** Median of the absolute value of a normal quantity with deviation 1. */
const MEDIAN = 0.6745;

type State = readonly Float64Array[];

/**
 * Noise of instruments: the median of absolute second differences over windows of ten readings, as the least of three
 * in a row, compared with the largest so far in the same regime. Trends and single wrong readings do not move a median
 * of second differences; a machine that moves does so all the time.
 */
export class NoiseLevel implements InstrumentColumns<State> {
  readonly #times: InstrumentTimes;
  readonly #values: Float64Array;
  readonly #filled: Float64Array;
  /** The last medians, their levels and distinct values, newest first. */
  readonly #medians: Float64Array;
  readonly #levels: Float64Array;
  readonly #distinct: Float64Array;
  readonly #windows: Float64Array;
  readonly #most: Float64Array;
  readonly #seen: Float64Array;
  readonly #strength: Float64Array;
  readonly #scratch = new Float64Array(WINDOW);

  constructor(times: InstrumentTimes) {
    const n = times.count;
    this.#times = times;
    this.#values = new Float64Array(n * WINDOW);
    this.#filled = new Float64Array(n);
    this.#medians = new Float64Array(n * WAIT);
    this.#levels = new Float64Array(n * WAIT);
    this.#distinct = new Float64Array(n * WAIT);
    this.#windows = new Float64Array(n);
    this.#most = new Float64Array(n * 2);
    this.#seen = new Float64Array(n * 2);
    this.#strength = new Float64Array(n);
  }

  strength(at: number): number {
    return this.#strength[at] as number;
  }

  /** Standard deviation of the noise in the last windows. */
  deviation(at: number): number {
    return this.#least(at) / (MEDIAN * Math.sqrt(6));
  }

  usual(at: number): number {
    return (this.#most[2 * at + this.#times.regime(at)] as number) / (MEDIAN * Math.sqrt(6));
  }

  isLearning(at: number): boolean {
    return (
      Math.max(this.#seen[2 * at] as number, this.#seen[2 * at + 1] as number) <
      this.#times.enough(at, "noise") / WINDOW
    );
  }

  /** @param step smallest step of the instrument */
  add(at: number, value: number, step: number): void {
    const filled = this.#filled[at] as number;
    this.#values[at * WINDOW + filled] = value;
    if (filled + 1 < WINDOW) {
      this.#filled[at] = filled + 1;
      return;
    }
    this.#filled[at] = 0;
    this.#windowed(at);
    this.#judge(at, step);
  }

  /** Call it when readings are missing. */
  broken(at: number): void {
    this.#filled[at] = 0;
    if ((this.#strength[at] as number) < SUSPECT) this.#windows[at] = 0;
  }

  forget(at: number): void {
    this.broken(at);
    this.#windows[at] = 0;
    this.#strength[at] = 0;
    this.#most.fill(0, 2 * at, 2 * at + 2);
    this.#seen.fill(0, 2 * at, 2 * at + 2);
  }

  snapshot(places: Places): State {
    return partsOf(this.#columns, this.#times.count, places);
  }

  restore(parts: State, { first }: Places): void {
    setParts(this.#columns, this.#times.count, { parts, first });
  }

  get #columns(): readonly Float64Array[] {
    return [
      this.#values,
      this.#filled,
      this.#medians,
      this.#levels,
      this.#distinct,
      this.#windows,
      this.#most,
      this.#seen,
      this.#strength,
    ];
  }

  #least(at: number): number {
    const from = at * WAIT;
    let least = Number.POSITIVE_INFINITY;
    for (let back = 0; back < IN_A_ROW; back++) least = Math.min(least, this.#medians[from + back] as number);
    return least;
  }

  #largest(at: number): number {
    const from = at * WAIT;
    let largest = 0;
    for (let back = 0; back < IN_A_ROW; back++) largest = Math.max(largest, this.#medians[from + back] as number);
    return largest;
  }

  #windowed(at: number): void {
    const from = at * WAIT;
    for (const column of [this.#medians, this.#levels, this.#distinct])
      column.copyWithin(from + 1, from, from + WAIT - 1);
    counted(this.#windows, at);
    const values = this.#values;
    const first = at * WINDOW;
    const differences = this.#scratch;
    for (let one = 0; one < WINDOW - 2; one++)
      differences[one] = Math.abs(
        (values[first + one + 2] as number) - 2 * (values[first + one + 1] as number) + (values[first + one] as number),
      );
    sort(differences, 0, WINDOW - 2);
    this.#medians[from] = ((differences[3] as number) + (differences[4] as number)) / 2;
    sort(values, first, WINDOW);
    this.#levels[from] = ((values[first + 4] as number) + (values[first + 5] as number)) / 2;
    let distinct = 1;
    for (let one = 1; one < WINDOW; one++) if (values[first + one] !== values[first + one - 1]) distinct++;
    this.#distinct[from] = distinct;
  }

  #judge(at: number, step: number): void {
    if ((this.#windows[at] as number) < WAIT) return;
    const key = 2 * at + this.#times.regime(at);
    const seen = this.#seen[key] as number;
    const least = this.#least(at);
    const isSuspect = (this.#strength[at] as number) >= SUSPECT;
    let strength = 0;
    if (seen * WINDOW >= this.#times.enough(at, "noise")) {
      const usual = Math.max(1.5 * step, this.#most[key] as number) * (1 + YOUNG / seen);
      if (this.#isFine(at) && this.#isSteady(at, least)) strength = strengthOf(least / usual);
      // A finding lasts while the noise does, even if the noise drifts or is cut off at the end of the range.
      if (isSuspect && this.#largest(at) > LASTING * usual) strength = Math.max(HELD, strength);
    }
    // In a regime with unknown usual noise, a finding neither begins nor ends.
    else if (isSuspect) strength = HELD;
    this.#strength[at] = strength;
    if (strength >= SUSPECT) return;
    // A window is learnt from when it is old enough that a fault would have been seen meanwhile.
    if (isSuspect) this.#windows[at] = 0;
    else this.#learn(at, key);
  }

  #learn(at: number, key: number): void {
    counted(this.#seen, key);
    const from = at * WAIT + IN_A_ROW;
    let old = Number.POSITIVE_INFINITY;
    for (let back = 0; back < WAIT - IN_A_ROW; back++) old = Math.min(old, this.#medians[from + back] as number);
    if (old > (this.#most[key] as number)) this.#most[key] = old;
  }

  #isFine(at: number): boolean {
    for (let back = 0; back < IN_A_ROW; back++)
      if ((this.#distinct[at * WAIT + back] as number) < LEAST_DISTINCT) return false;
    return true;
  }

  #isSteady(at: number, noise: number): boolean {
    const from = at * WAIT;
    return Math.abs((this.#levels[from] as number) - (this.#levels[from + WAIT - 1] as number)) <= STEADY * noise;
  }
}

/** Sorts a few numbers in place by insertion, which is faster for so few than the built-in sort. */
function sort(numbers: Float64Array, from: number, count: number): void {
  for (let one = from + 1; one < from + count; one++) {
    const number = numbers[one] as number;
    let at = one - 1;
    for (; at >= from && (numbers[at] as number) > number; at--) numbers[at + 1] = numbers[at] as number;
    numbers[at + 1] = number;
  }
}

/** -log10 of the probability that three windows have medians this many times as large as usual. */
function strengthOf(ratio: number): number {
  const x = MEDIAN * ratio;
  if (x < 1) return 0;
  const perValue = (x * x) / (2 * Math.LN10) + Math.log10(x * Math.sqrt(Math.PI / 2));
  return Math.min(MOST, Math.max(0, FREEDOM * perValue - 3));
}
