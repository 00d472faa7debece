import type { Micros } from "../../../contracts/path/sample-batch.ts";
import {
  counted,
  type InstrumentColumns,
  type InstrumentTimes,
  type Places,
  partsOf,
  setParts,
} from "./instrument-times.ts";

/** Lengths of runs that are counted, in readings. */
const LADDER = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
const RUNGS = LADDER.length;
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

type State = readonly Float64Array[];

/**
 * Finds instruments that show the same value with fresh times. In normal running noise moves a reading by a step or
 * more, so that runs of equal readings are short: their lengths have a geometric tail, learnt for each regime. A run of
 * n readings then has the probability p^n.
 */
export class Frozen implements InstrumentColumns<State> {
  readonly #times: InstrumentTimes;
  readonly #value: Float64Array;
  readonly #run: Float64Array;
  readonly #since: Float64Array;
  readonly #step: Float64Array;
  readonly #change: Float64Array;
  readonly #changes: Float64Array;
  readonly #far: Float64Array;
  readonly #alternating: Float64Array;
  /** Readings and changes of the present stretch, number of stretches so far, and the fewest changes in one. */
  readonly #stretch: Float64Array;
  /** Runs that reached each rung, by instrument and regime. */
  readonly #reached: Float64Array;
  readonly #longest: Float64Array;

  constructor(times: InstrumentTimes) {
    const n = times.count;
    this.#times = times;
    this.#value = new Float64Array(n).fill(Number.NaN);
    this.#run = new Float64Array(n);
    this.#since = new Float64Array(n).fill(Number.NaN);
    this.#step = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
    this.#change = new Float64Array(n);
    this.#changes = new Float64Array(n);
    this.#far = new Float64Array(n);
    this.#alternating = new Float64Array(n);
    this.#stretch = new Float64Array(n * 4);
    for (let at = 0; at < n; at++) this.#stretch[4 * at + 3] = STRETCH;
    this.#reached = new Float64Array(n * 2 * RUNGS);
    this.#longest = new Float64Array(n * 2);
  }

  /** Time since which the value has not changed. */
  since(at: number): Micros {
    return this.#since[at] as number;
  }

  value(at: number): number {
    return this.#value[at] as number;
  }

  /** The smallest change seen; infinite before one. */
  step(at: number): number {
    return this.#step[at] as number;
  }

  isLearning(at: number): boolean {
    return (this.#stretch[4 * at + 2] as number) * STRETCH < this.#times.enough(at, "rest");
  }

  /** The longest run of equal readings that is usual. */
  usual(at: number): number {
    return this.#longest[2 * at + this.#times.regime(at)] as number;
  }

  run(at: number): number {
    return this.#run[at] as number;
  }

  add(at: number, time: Micros, value: number): void {
    const last = this.#value[at] as number;
    this.#count(at, value !== last);
    if (value === last) {
      this.#run[at] = (this.#run[at] as number) + 1;
      return;
    }
    if (!Number.isNaN(last)) this.#changed(at, value - last);
    this.#value[at] = value;
    this.#run[at] = 1;
    this.#since[at] = time;
  }

  /** Call it when the machine began or ended its work, because another range is usual then. */
  regimeChanged(at: number, time: Micros): void {
    if (this.strength(at) >= SUSPECT) return;
    this.#run[at] = 1;
    this.#since[at] = time;
  }

  /** Call it after silence, because the instrument may have been replaced or may round differently. */
  forget(at: number): void {
    for (const column of [this.#run, this.#change, this.#changes, this.#far, this.#alternating]) column[at] = 0;
    this.#value[at] = Number.NaN;
    this.#step[at] = Number.POSITIVE_INFINITY;
    this.#stretch.set([0, 0, 0, STRETCH], 4 * at);
    this.#reached.fill(0, 2 * RUNGS * at, 2 * RUNGS * (at + 1));
    this.#longest.fill(0, 2 * at, 2 * at + 2);
  }

  /** -log10 of the probability of a run as long as the present one. */
  strength(at: number): number {
    const run = this.#run[at] as number;
    const regime = this.#times.regime(at);
    const from = RUNGS * (2 * at + regime);
    const runs = this.#reached[from] as number;
    if (run < LEAST_RUN || runs < ENOUGH_RUNS || this.isLearning(at) || !this.#isNoise(at)) return 0;
    if (run < this.#times.longer(at) * (this.#longest[2 * at + regime] as number)) return 0;
    let rung = RUNGS - 1;
    while (rung > 1 && (this.#reached[from + rung] as number) < FEW) rung--;
    const [above, below] = [this.#reached[from + rung] as number, this.#reached[from + rung - 1] as number];
    const length = LADDER[rung] as number;
    const repeat = ((above + 1) / (below + 1)) ** (BELIEVED / (length - (LADDER[rung - 1] as number)));
    const perReading = -Math.log10(Math.max(LEAST_REPEAT, repeat));
    return Math.min(MOST, Math.max(0, (run - length) * perReading));
  }

  snapshot(places: Places): State {
    return partsOf(this.#columns, this.#times.count, places);
  }

  restore(parts: State, { first }: Places): void {
    setParts(this.#columns, this.#times.count, { parts, first });
  }

  get #columns(): readonly Float64Array[] {
    return [
      this.#value,
      this.#run,
      this.#since,
      this.#step,
      this.#change,
      this.#changes,
      this.#far,
      this.#alternating,
      this.#stretch,
      this.#reached,
      this.#longest,
    ];
  }

  #isNoise(at: number): boolean {
    const changes = this.#changes[at] as number;
    return (
      (this.#stretch[4 * at + 3] as number) >= this.#times.leastChanges(at) * STRETCH &&
      (this.#far[at] as number) >= LEAST_FAR * changes &&
      (this.#alternating[at] as number) >= LEAST_ALTERNATING * changes
    );
  }

  #count(at: number, isChange: boolean): void {
    const from = 4 * at;
    counted(this.#stretch, from);
    if (isChange) counted(this.#stretch, from + 1);
    if ((this.#stretch[from] as number) < STRETCH) return;
    // A stretch that ends while the instrument seems frozen does not show its noise.
    if ((this.#run[at] as number) < LEAST_RUN) {
      counted(this.#stretch, from + 2);
      this.#stretch[from + 3] = Math.min(this.#stretch[from + 3] as number, this.#stretch[from + 1] as number);
    }
    this.#stretch[from] = 0;
    this.#stretch[from + 1] = 0;
  }

  #changed(at: number, change: number): void {
    const regime = this.#times.regime(at);
    const size = Math.abs(change);
    if (size < (this.#step[at] as number)) this.#step[at] = size;
    counted(this.#changes, at);
    if (size > 1.5 * (this.#step[at] as number)) counted(this.#far, at);
    if (change * (this.#change[at] as number) < 0) counted(this.#alternating, at);
    this.#change[at] = change;
    const run = this.#run[at] as number;
    if (run >= LEAST_RUN && this.strength(at) >= SUSPECT) return;
    if (run > (this.#longest[2 * at + regime] as number)) this.#longest[2 * at + regime] = run;
    const from = RUNGS * (2 * at + regime);
    for (let rung = 0; rung < RUNGS && run >= (LADDER[rung] as number); rung++) counted(this.#reached, from + rung);
  }
}
