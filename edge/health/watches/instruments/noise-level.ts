import {
  type Column,
  column,
  counted,
  type InstrumentColumns,
  type Numbers,
  type Places,
  partsOf,
  setParts,
} from "./instrument-columns.ts";
import type { InstrumentTimes } from "./instrument-times.ts";
import { isAtTwoLevels } from "./two-levels.ts";

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
/** Two levels differ by more than so many steps. */
const STEPS_APART = 6;
/** In the place of the number of different values. */
const TWO_LEVELS = 0;
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

const REGIMES = 2;

/** Readings of the window, then the last medians and their levels, newest first, and the usual noise by regime. */
const VALUES = 0;
const MEDIANS = VALUES + WINDOW;
const LEVELS = MEDIANS + WAIT;
const MOST_OF_REGIME = LEVELS + WAIT;
const STRENGTH = MOST_OF_REGIME + REGIMES;
const NUMBERS = STRENGTH + 1;
/** Different values in the last windows, newest first, readings in this one, and windows in a row. */
const [DISTINCT, FILLED, WINDOWS, FEW] = [0, WAIT, WAIT + 1, WAIT + 2];

type State = readonly Numbers[];

const differences = new Float64Array(WINDOW - 2);

/**
 * Noise of instruments: the median of absolute second differences over windows of ten readings, as the least of three
 * in a row, compared with the largest so far in the same regime. Trends and single wrong readings do not move a median
 * of second differences; a machine that moves does so all the time.
 */
export class NoiseLevel implements InstrumentColumns<State> {
  readonly #times: InstrumentTimes;
  readonly #numbers: Float64Array;
  /** Windows that were learnt from, by regime. */
  readonly #seen: Uint32Array;
  /** Numbers of which none matters that a byte cannot have. */
  readonly #few: Uint8ClampedArray;

  constructor(times: InstrumentTimes) {
    const n = times.count;
    this.#times = times;
    this.#numbers = new Float64Array(n * NUMBERS);
    this.#seen = new Uint32Array(n * REGIMES);
    this.#few = new Uint8ClampedArray(n * FEW);
  }

  strength(at: number): number {
    return this.#numbers[at * NUMBERS + STRENGTH] as number;
  }

  /** Standard deviation of the noise in the last windows. */
  deviation(at: number): number {
    return this.#least(at) / (MEDIAN * Math.sqrt(6));
  }

  usual(at: number): number {
    return this.#most(at, this.#times.regime(at)) / (MEDIAN * Math.sqrt(6));
  }

  /** Noise of at least two of the last three windows, relative to the usual one of the regime; 0: not known. */
  excess(at: number, step: number): number {
    const seen = this.#seen[at * REGIMES + this.#times.regime(at)] as number;
    if ((this.#few[at * FEW + WINDOWS] as number) < WAIT || seen === 0) return 0;
    const from = at * NUMBERS + MEDIANS;
    const middle = [...this.#numbers.subarray(from, from + IN_A_ROW)].sort((a, b) => a - b)[1] as number;
    return middle / this.#usually(at, step);
  }

  /** How far the level rose and fell in the last six windows, the lesser of both: counts and means over time do not. */
  movement(at: number): number {
    const from = at * NUMBERS + LEVELS;
    let [rise, fall] = [0, 0];
    for (let back = 0; back < WAIT - 1; back++) {
      const change = (this.#numbers[from + back] as number) - (this.#numbers[from + back + 1] as number);
      rise += Math.max(0, change);
      fall += Math.max(0, -change);
    }
    return Math.min(rise, fall);
  }

  isLearning(at: number): boolean {
    return (
      Math.max(this.#seen[at * REGIMES] as number, this.#seen[at * REGIMES + 1] as number) <
      this.#times.enough(at, "noise") / WINDOW
    );
  }

  /**
   * Returns whether a window has ended: the strength changes only then.
   *
   * @param step smallest step of the instrument
   */
  add(at: number, value: number, step: number): boolean {
    const from = at * FEW + FILLED;
    const filled = this.#few[from] as number;
    this.#numbers[at * NUMBERS + VALUES + filled] = value;
    if (filled + 1 < WINDOW) {
      this.#few[from] = filled + 1;
      return false;
    }
    this.#few[from] = 0;
    this.#windowed(at, step);
    this.#judge(at, step);
    return true;
  }

  /** Call it when readings are missing. */
  broken(at: number): void {
    this.#few[at * FEW + FILLED] = 0;
    if (this.strength(at) < SUSPECT) this.#few[at * FEW + WINDOWS] = 0;
  }

  forget(at: number): void {
    this.broken(at);
    this.#few[at * FEW + WINDOWS] = 0;
    this.#numbers.fill(0, at * NUMBERS + MOST_OF_REGIME, (at + 1) * NUMBERS);
    this.#seen.fill(0, at * REGIMES, (at + 1) * REGIMES);
  }

  snapshot(places: Places): State {
    return partsOf(this.#columns, this.#times.count, places);
  }

  restore(parts: State, places: Places): void {
    setParts(this.#columns, this.#times.count, { parts, places });
  }

  get #columns(): readonly Column[] {
    const [numbers, few] = [this.#numbers, this.#few];
    return [
      column(numbers, VALUES, WINDOW),
      column(few, FILLED),
      column(numbers, MEDIANS, WAIT),
      column(numbers, LEVELS, WAIT),
      column(few, DISTINCT, WAIT),
      column(few, WINDOWS),
      column(numbers, MOST_OF_REGIME, REGIMES),
      column(this.#seen, 0, REGIMES),
      column(numbers, STRENGTH),
    ];
  }

  #least(at: number): number {
    const from = at * NUMBERS + MEDIANS;
    let least = Number.POSITIVE_INFINITY;
    for (let back = 0; back < IN_A_ROW; back++) least = Math.min(least, this.#numbers[from + back] as number);
    return least;
  }

  #largest(at: number): number {
    const from = at * NUMBERS + MEDIANS;
    let largest = 0;
    for (let back = 0; back < IN_A_ROW; back++) largest = Math.max(largest, this.#numbers[from + back] as number);
    return largest;
  }

  #windowed(at: number, step: number): void {
    const [numbers, few] = [this.#numbers, this.#few];
    const first = at * NUMBERS + VALUES;
    for (let one = 0; one < WINDOW - 2; one++)
      differences[one] = Math.abs(
        (numbers[first + one + 2] as number) -
          2 * (numbers[first + one + 1] as number) +
          (numbers[first + one] as number),
      );
    sort(differences, 0, WINDOW - 2);
    sort(numbers, first, WINDOW);
    put(numbers, at * NUMBERS + MEDIANS, ((differences[3] as number) + (differences[4] as number)) / 2);
    put(numbers, at * NUMBERS + LEVELS, ((numbers[first + 4] as number) + (numbers[first + 5] as number)) / 2);
    put(few, at * FEW + DISTINCT, distinctIn(numbers, first, STEPS_APART * step));
    counted(few, at * FEW + WINDOWS);
  }

  #judge(at: number, step: number): void {
    if ((this.#few[at * FEW + WINDOWS] as number) < WAIT) return;
    const regime = this.#times.regime(at);
    const seen = this.#seen[at * REGIMES + regime] as number;
    const least = this.#least(at);
    const isSuspect = this.strength(at) >= SUSPECT;
    let strength = 0;
    if (seen * WINDOW >= this.#times.enough(at, "noise")) {
      const usual = this.#usually(at, step);
      if (this.#isFine(at) && this.#isSteady(at, least)) strength = strengthOf(least / usual);
      // A finding lasts while the noise does, even if the noise drifts or is cut off at the end of the range.
      if (isSuspect && this.#largest(at) > LASTING * usual) strength = Math.max(HELD, strength);
    }
    // In a regime with unknown usual noise, a finding neither begins nor ends.
    else if (isSuspect) strength = HELD;
    this.#numbers[at * NUMBERS + STRENGTH] = strength;
    if (strength >= SUSPECT) return;
    // A window is learnt from when it is old enough that a fault would have been seen meanwhile.
    if (isSuspect) this.#few[at * FEW + WINDOWS] = 0;
    else this.#learn(at, regime);
  }

  #learn(at: number, regime: number): void {
    if (this.#times.isSteady(at) && this.#isOldSwitched(at)) return;
    counted(this.#seen, at * REGIMES + regime);
    const from = at * NUMBERS + MEDIANS + IN_A_ROW;
    let old = Number.POSITIVE_INFINITY;
    for (let back = 0; back < WAIT - IN_A_ROW; back++) old = Math.min(old, this.#numbers[from + back] as number);
    if (old > this.#most(at, regime)) this.#numbers[at * NUMBERS + MOST_OF_REGIME + regime] = old;
  }

  /**
   * Whether one of the windows to learn from has two levels: they were not judged, so that noise that begins with one
   * would become usual unseen.
   */
  #isOldSwitched(at: number): boolean {
    for (let back = IN_A_ROW; back < WAIT; back++)
      if (this.#few[at * FEW + DISTINCT + back] === TWO_LEVELS) return true;
    return false;
  }

  /** Noise in the present regime that is still usual. */
  #usually(at: number, step: number): number {
    const regime = this.#times.regime(at);
    const seen = this.#seen[at * REGIMES + regime] as number;
    return Math.max(1.5 * step, this.#most(at, regime)) * (1 + YOUNG / seen);
  }

  #most(at: number, regime: number): number {
    return this.#numbers[at * NUMBERS + MOST_OF_REGIME + regime] as number;
  }

  #isFine(at: number): boolean {
    for (let back = 0; back < IN_A_ROW; back++)
      if ((this.#few[at * FEW + DISTINCT + back] as number) < LEAST_DISTINCT) return false;
    return true;
  }

  #isSteady(at: number, noise: number): boolean {
    const from = at * NUMBERS + LEVELS;
    return Math.abs((this.#numbers[from] as number) - (this.#numbers[from + WAIT - 1] as number)) <= STEADY * noise;
  }
}

/** Number of different values in a sorted window, or that it has two levels, as of a pump that is switched. */
function distinctIn(numbers: Float64Array, first: number, least: number): number {
  if (isAtTwoLevels(numbers, { first, count: WINDOW, least })) return TWO_LEVELS;
  let distinct = 1;
  for (let one = 1; one < WINDOW; one++) if (numbers[first + one] !== numbers[first + one - 1]) distinct++;
  return distinct;
}

/** Puts a number before the last ones, of which the oldest drops out. */
function put(numbers: Float64Array | Uint8ClampedArray, from: number, number: number): void {
  for (let at = from + WAIT - 1; at > from; at--) numbers[at] = numbers[at - 1] as number;
  numbers[from] = number;
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
