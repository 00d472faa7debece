import { speedBand } from "./speed-band.ts";
import { SpeedReference, type SpeedReferenceState } from "./speed-reference.ts";
import { WeightedLine, type WeightedLineState } from "./weighted-line.ts";

/** A unit's own first bursts in a band of speed. */
const LEARN = 100;
/** Bursts over which a deviation is averaged. */
const MEMORY = 5;
/** Levels that count: a fault moves some of them, never all. */
const LARGEST = 6;
/** Number of speed bands that are kept; the least recently used one is dropped. */
const BANDS = 16;
const WARN = 4;
const ACT = 8;
/** Bursts in a row after which a level is reached. */
const PERSIST = 3;
/** A level ends when the index was below this share of it for as many bursts as a band is learned from. */
const OVER = 0.75;
const TREND_MEMORY = 50;
const MICROS_PER_H = 3.6e9;

/** `act`: plan the repair now; `warn`: look at it, and measure more often. */
export type BurstLevel = "normal" | "warn" | "act";
const LEVELS: readonly BurstLevel[] = ["normal", "warn", "act"];
const FLOORS = [0, WARN, ACT] as const;

/** State of a {@link BurstIndex} for a restart, after which it gives the same results to the bit. */
export interface BurstIndexState {
  readonly bursts: number;
  readonly level: number;
  readonly above: readonly number[];
  readonly below: number;
  readonly since: number | null;
  readonly index: number | null;
  readonly marks: readonly number[];
  readonly references: readonly SpeedReferenceState[];
  readonly current: number | null;
  readonly trend: WeightedLineState;
}

/**
 * Health of a rotating unit from the levels of its vibration bursts: how far they are above the unit's own first bursts
 * at the same speed. The index is the mean of the six largest averaged deviations, in robust deviations of a level's
 * logarithm; 0 is as new. Two levels with persistence, because some bearings fail within minutes of the first sign
 * and others after days (measured on PRONOSTIA: docs/methods/burst-index.md). A burst allocates nothing once a band of
 * speed is learned.
 */
export class BurstIndex {
  /** The index at which each level is reached. */
  static readonly warn = WARN;
  static readonly act = ACT;
  readonly #columns: number;
  readonly #references: SpeedReference[] = [];
  readonly #marks: Float64Array;
  readonly #largest = new Float64Array(LARGEST);
  readonly #trend = new WeightedLine(TREND_MEMORY);
  readonly #above = new Uint32Array(LEVELS.length);
  #current: SpeedReference | undefined;
  #bursts = 0;
  #level = 0;
  #below = 0;
  #since = Number.NaN;
  #index = Number.NaN;

  /** @param columns levels of a burst; positive numbers, NaN where one is not known */
  constructor(columns: number) {
    this.#columns = columns;
    this.#marks = new Float64Array(columns);
  }

  /**
   * Takes the levels of a burst at a speed in revolutions per minute, NaN where it is not known. Bursts come in order
   * of time.
   */
  observe(levels: Float64Array, speedPerMin: number, atMicros: number): void {
    if (!((levels[0] as number) > 0)) return;
    this.#bursts++;
    const reference = this.#referenceOf(speedPerMin);
    this.#current = reference;
    reference.usedAt = this.#bursts;
    if (!reference.isLearned) {
      reference.learn(levels);
      return;
    }
    const share = 1 - Math.exp(-1 / MEMORY);
    for (let column = 0; column < this.#columns; column++) {
      const deviation = reference.deviations(column, levels[column] as number);
      const mark = this.#marks[column] as number;
      if (Number.isFinite(deviation)) this.#marks[column] = mark + share * (deviation - mark);
    }
    this.#index = this.#meanOfLargest();
    this.#trend.observe(atMicros / MICROS_PER_H, this.#index);
    if (!(this.#index >= WARN)) {
      if (this.#level === 0) this.#since = Number.NaN;
    } else if (Number.isNaN(this.#since)) this.#since = atMicros;
    this.#judge();
  }

  /** Time since which it has been at the level `warn` or above, in microseconds; NaN while it is below. */
  get since(): number {
    return this.#since;
  }

  /** Robust deviations above the reference; NaN until a band of speed is learned. */
  get index(): number {
    return this.#index;
  }

  get level(): BurstLevel {
    return LEVELS[this.#level] as BurstLevel;
  }

  /** Averaged deviation of a column. */
  mark(column: number): number {
    return this.#marks[column] as number;
  }

  /** Range that a column usually stays in at the speed of the last burst, three deviations to both sides. */
  usual(column: number): readonly [low: number, high: number] | undefined {
    const median = this.#current?.medians[column] as number;
    const sigma = this.#current?.sigmas[column] as number;
    return Number.isFinite(median) ? [Math.exp(median - 3 * sigma), Math.exp(median + 3 * sigma)] : undefined;
  }

  /** Change of the index in an hour, from about the last fifty bursts; NaN before there are two. */
  get perHour(): number {
    return this.#trend.perHour;
  }

  /** Hours until the index reaches the level `act` on its present trend; Infinity where it does not rise. */
  get hoursToAct(): number {
    if (this.#index >= ACT) return 0;
    return this.perHour > 0 ? (ACT - this.#index) / this.perHour : Number.POSITIVE_INFINITY;
  }

  snapshot(): BurstIndexState {
    const current = this.#current === undefined ? -1 : this.#references.indexOf(this.#current);
    return {
      bursts: this.#bursts,
      level: this.#level,
      above: [...this.#above],
      below: this.#below,
      since: Number.isNaN(this.#since) ? null : this.#since,
      index: Number.isNaN(this.#index) ? null : this.#index,
      marks: [...this.#marks],
      references: this.#references.map((reference) => reference.snapshot()),
      current: current < 0 ? null : current,
      trend: this.#trend.snapshot(),
    };
  }

  static restored(state: BurstIndexState): BurstIndex {
    const made = new BurstIndex(state.marks.length);
    made.#marks.set(state.marks);
    made.#references.push(...state.references.map((reference) => SpeedReference.restored(reference, LEARN)));
    made.#current = state.current === null ? undefined : made.#references[state.current];
    made.#bursts = state.bursts;
    made.#level = state.level;
    made.#above.set(state.above);
    made.#below = state.below;
    made.#since = state.since ?? Number.NaN;
    made.#index = state.index ?? Number.NaN;
    made.#trend.restore(state.trend);
    return made;
  }

  #referenceOf(speedPerMin: number): SpeedReference {
    const band = speedBand(speedPerMin);
    const references = this.#references;
    for (const reference of references) if (reference.band === band) return reference;
    const made = new SpeedReference({ band, columns: this.#columns, learn: LEARN });
    if (references.length < BANDS) references.push(made);
    else {
      let oldest = 0;
      for (let at = 1; at < BANDS; at++)
        if ((references[at] as SpeedReference).usedAt < (references[oldest] as SpeedReference).usedAt) oldest = at;
      references[oldest] = made;
    }
    return made;
  }

  #meanOfLargest(): number {
    const largest = this.#largest.fill(Number.NEGATIVE_INFINITY);
    const count = Math.min(LARGEST, this.#columns);
    for (let column = 0; column < this.#columns; column++) {
      let mark = this.#marks[column] as number;
      for (let place = 0; place < count; place++) {
        const there = largest[place] as number;
        if (mark <= there) continue;
        largest[place] = mark;
        mark = there;
      }
    }
    let sum = 0;
    for (let place = 0; place < count; place++) sum += largest[place] as number;
    return sum / count;
  }

  #judge(): void {
    const index = this.#index;
    for (let level = 1; level < LEVELS.length; level++) {
      const above = index >= (FLOORS[level] as number) ? (this.#above[level] as number) + 1 : 0;
      this.#above[level] = above;
      if (above >= PERSIST && level > this.#level) this.#level = level;
    }
    this.#below = this.#level > 0 && index < OVER * (FLOORS[this.#level] as number) ? this.#below + 1 : 0;
    if (this.#below < LEARN) return;
    this.#below = 0;
    this.#level--;
  }
}
