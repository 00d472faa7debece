import type { Micros } from "../../../contracts/path/sample-batch.ts";
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
import { LADDER, RunLengths } from "./run-lengths.ts";

/** Number of runs that must have ended before a long one is evidence. */
const ENOUGH_RUNS = 200;
/** Readings of a stretch. Every stretch so far must have had a share of changes, because noise never stops. */
const STRETCH = 64;
/** Runs from which the tail of their lengths is estimated. */
const FEW = 5;
/** Lower bound of the probability that a reading repeats, because another regime may be coarser. */
const LEAST_REPEAT = 0.75;
/** Share of the estimated rate of change that is used, because tails are heavier than the estimate. */
const BELIEVED = 0.75;
/** Least share of changes by two steps or more: with fewer, the instrument is too coarse to tell rest from a fault. */
const LEAST_FAR = 0.02;
/** Least share of changes that go back at once, as noise does. */
const LEAST_ALTERNATING = 0.45;
const LEAST_RUN = 16;
const MOST = 30;
/** A run with this evidence is a defect, and is not learnt from. */
const SUSPECT = 5;

const [VALUE, SINCE, STEP, CHANGE, NUMBERS] = [0, 1, 2, 3, 4];
const [RUN, CHANGES, FAR, ALTERNATING, COUNTS] = [0, 1, 2, 3, 4];
/** Readings and changes of the present stretch, number of stretches so far, and the fewest changes in one. */
const [READINGS, CHANGED, STRETCHES, FEWEST, FIELDS] = [0, 1, 2, 3, 4];

type State = readonly Numbers[];

/**
 * Finds instruments that show the same value with fresh times. In normal running noise moves a reading by a step or
 * more, so that runs of equal readings are short: their lengths have a geometric tail, learnt for each regime. A run of
 * n readings then has the probability p^n.
 */
export class Frozen implements InstrumentColumns<State> {
  readonly #times: InstrumentTimes;
  readonly #numbers: Float64Array;
  readonly #counts: Uint32Array;
  /** An instrument is known after fewer stretches than a byte can count. */
  readonly #stretches: Uint8ClampedArray;
  readonly #runs: RunLengths;

  constructor(times: InstrumentTimes) {
    const n = times.count;
    this.#times = times;
    this.#numbers = new Float64Array(n * NUMBERS);
    this.#counts = new Uint32Array(n * COUNTS);
    this.#stretches = new Uint8ClampedArray(n * FIELDS);
    this.#runs = new RunLengths(n);
    for (let at = 0; at < n; at++) {
      this.#numbers.set([Number.NaN, Number.NaN, Number.POSITIVE_INFINITY, 0], at * NUMBERS);
      this.#stretches[at * FIELDS + FEWEST] = STRETCH;
    }
  }

  /** Time since which the value has not changed. */
  since(at: number): Micros {
    return this.#numbers[at * NUMBERS + SINCE] as number;
  }

  value(at: number): number {
    return this.#numbers[at * NUMBERS + VALUE] as number;
  }

  /** The smallest change seen; infinite before one. */
  step(at: number): number {
    return this.#numbers[at * NUMBERS + STEP] as number;
  }

  isLearning(at: number): boolean {
    return (this.#stretches[at * FIELDS + STRETCHES] as number) * STRETCH < this.#times.enough(at, "rest");
  }

  /** The longest run of equal readings that is usual. */
  usual(at: number): number {
    return this.#runs.longest(at, this.#times.regime(at));
  }

  run(at: number): number {
    return this.#counts[at * COUNTS + RUN] as number;
  }

  add(at: number, time: Micros, value: number): void {
    const last = this.value(at);
    this.#count(at, value !== last);
    if (value === last) {
      counted(this.#counts, at * COUNTS + RUN);
      return;
    }
    if (!Number.isNaN(last)) this.#changed(at, value - last);
    this.#numbers[at * NUMBERS + VALUE] = value;
    this.#begin(at, time);
  }

  /** Call it when the machine began or ended its work, because another range is usual then. */
  regimeChanged(at: number, time: Micros): void {
    if (this.strength(at) < SUSPECT) this.#begin(at, time);
  }

  /** Call it after silence, because the instrument may have been replaced or may round differently. */
  forget(at: number): void {
    const from = at * NUMBERS;
    this.#numbers[from + VALUE] = Number.NaN;
    this.#numbers[from + STEP] = Number.POSITIVE_INFINITY;
    this.#numbers[from + CHANGE] = 0;
    this.#counts.fill(0, at * COUNTS, (at + 1) * COUNTS);
    this.#stretches.set([0, 0, 0, STRETCH], at * FIELDS);
    this.#runs.forget(at);
  }

  /** -log10 of the probability of a run as long as the present one. */
  strength(at: number): number {
    const run = this.run(at);
    const regime = this.#times.regime(at);
    if (run < LEAST_RUN || this.isLearning(at) || !this.#isNoise(at)) return 0;
    const runs = this.#runs;
    if (runs.reached(at, regime, 0) < ENOUGH_RUNS) return 0;
    if (run < this.#times.longer(at) * runs.longest(at, regime)) return 0;
    let rung = LADDER.length - 1;
    while (rung > 1 && runs.reached(at, regime, rung) < FEW) rung--;
    const [above, below] = [runs.reached(at, regime, rung), runs.reached(at, regime, rung - 1)];
    const length = LADDER[rung] as number;
    const repeat = ((above + 1) / (below + 1)) ** (BELIEVED / (length - (LADDER[rung - 1] as number)));
    const perReading = -Math.log10(Math.max(LEAST_REPEAT, repeat));
    return Math.min(MOST, Math.max(0, (run - length) * perReading));
  }

  snapshot(places: Places): State {
    return [...partsOf(this.#columns, this.#times.count, places), ...this.#runs.snapshot(places)];
  }

  restore(parts: State, places: Places): void {
    setParts(this.#columns, this.#times.count, { parts, places });
    this.#runs.restore(parts.slice(-2) as [Numbers, Numbers], places);
  }

  get #columns(): readonly Column[] {
    const [numbers, counts] = [this.#numbers, this.#counts];
    return [
      column(numbers, VALUE),
      column(counts, RUN),
      column(numbers, SINCE),
      column(numbers, STEP),
      column(numbers, CHANGE),
      column(counts, CHANGES),
      column(counts, FAR),
      column(counts, ALTERNATING),
      column(this.#stretches, 0, FIELDS),
    ];
  }

  #begin(at: number, time: Micros): void {
    this.#counts[at * COUNTS + RUN] = 1;
    this.#numbers[at * NUMBERS + SINCE] = time;
  }

  #isNoise(at: number): boolean {
    const from = at * COUNTS;
    const changes = this.#counts[from + CHANGES] as number;
    return (
      (this.#stretches[at * FIELDS + FEWEST] as number) >= this.#times.leastChanges(at) * STRETCH &&
      (this.#counts[from + FAR] as number) >= LEAST_FAR * changes &&
      (this.#counts[from + ALTERNATING] as number) >= LEAST_ALTERNATING * changes
    );
  }

  #count(at: number, isChange: boolean): void {
    const stretches = this.#stretches;
    const from = at * FIELDS;
    counted(stretches, from + READINGS);
    if (isChange) counted(stretches, from + CHANGED);
    if ((stretches[from + READINGS] as number) < STRETCH) return;
    // A stretch that ends while the instrument seems frozen does not show its noise.
    if (this.run(at) < LEAST_RUN) {
      counted(stretches, from + STRETCHES);
      stretches[from + FEWEST] = Math.min(stretches[from + FEWEST] as number, stretches[from + CHANGED] as number);
    }
    stretches[from + READINGS] = 0;
    stretches[from + CHANGED] = 0;
  }

  #changed(at: number, change: number): void {
    const numbers = this.#numbers;
    const counts = this.#counts;
    const [number, count] = [at * NUMBERS, at * COUNTS];
    const size = Math.abs(change);
    if (size < (numbers[number + STEP] as number)) numbers[number + STEP] = size;
    counted(counts, count + CHANGES);
    if (size > 1.5 * (numbers[number + STEP] as number)) counted(counts, count + FAR);
    if (change * (numbers[number + CHANGE] as number) < 0) counted(counts, count + ALTERNATING);
    numbers[number + CHANGE] = change;
    const run = counts[count + RUN] as number;
    if (run >= LEAST_RUN && this.strength(at) >= SUSPECT) return;
    this.#runs.add(at, this.#times.regime(at), run);
  }
}
