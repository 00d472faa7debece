import type { Learned } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { Drift } from "./drift.ts";
import { medianOf } from "./median.ts";

/** Regimes at most. When there are more, the one that was seen longest ago is forgotten. */
const MOST_REGIMES = 32;
/** A value is limited to this many spreads beyond the slack, because one wrong value must not alarm. */
const CLIP = 4;
/** Share of the newest value in the smoothed one, and in the slow one by which a falling level is followed. */
const [NEWEST, SLOW] = [0.25, 0.06];
/** The usual level follows only when the level lies more than this many spreads below it. */
const HOLDS = 1;
/** Half width of the usual range in spreads. */
const RANGE = 3;

export interface RiseOptions {
  /** Number of values from which the usual level is first learnt. */
  readonly learn: number;
  /** Number of values after which it no longer rises. */
  readonly settle: number;
  /** Lower bound of the standard deviation, in the unit of the value. */
  readonly leastSpread: number;
  /** Rise in spreads that is tolerated. */
  readonly slack: number;
  /**
   * A level that falls by more than this below the first one is an instrument's fault rather than running-in, and is
   * not followed.
   */
  readonly mostFall: number;
  /** Variance of sums of neighbouring values against independent ones. */
  readonly inflation: number;
}

interface Level {
  /** The first values, in order, until there are enough. */
  begun: Float64Array;
  count: number;
  /** The level that was learnt first. */
  first: number;
  centre: number;
  variance: number;
  slow: number;
  last: number;
}

interface RiseState {
  readonly levels: readonly (readonly [string, Level])[];
  readonly drift: Float64Array;
  readonly smoothed: number;
  readonly last: string;
}

/**
 * Compares a statistic that wear can only raise, such as friction, play or resistance, with its usual level in each
 * regime. The level is learnt from the first values and then frozen: however slowly wear comes, it is not taken for
 * usual. A falling level, as of a part that is being run in, is followed, so that a later rise is seen; a fall itself
 * is no evidence.
 */
export class Rise implements Learned<RiseState> {
  readonly #options: RiseOptions;
  readonly #levels = new Map<string, Level>();
  readonly #drift: Drift;
  #smoothed = Number.NaN;
  #last = "";

  constructor(options: RiseOptions) {
    this.#options = options;
    this.#drift = new Drift(options.slack);
  }

  /** Evidence that the statistic has risen, -log10 p, 0 to 20. */
  get strength(): number {
    return Math.max(0, this.#drift.strength);
  }

  get since(): Micros {
    return this.strength === 0 ? Number.NaN : this.#drift.since;
  }

  /** Whether the regime of the last value is being learnt. */
  get isLearning(): boolean {
    return Number.isNaN(this.centre);
  }

  /** The smoothed value; NaN before the first one. */
  get value(): number {
    return this.#smoothed;
  }

  /** Usual level in the last regime; NaN while it is learnt. */
  get centre(): number {
    return this.#levels.get(this.#last)?.centre ?? Number.NaN;
  }

  /** Smoothed value minus the usual level of its regime; NaN while that is learnt. */
  get risen(): number {
    return this.#smoothed - this.centre;
  }

  /** Usual range; undefined while it is learnt. */
  get usual(): { readonly low: number; readonly high: number } | undefined {
    const level = this.#levels.get(this.#last);
    if (level === undefined || Number.isNaN(level.centre)) return undefined;
    const reach = RANGE * this.#spread(level);
    return { low: level.centre - reach, high: level.centre + reach };
  }

  /** @param repeats standard deviation of the value that is known beforehand, such as that of coarse readings */
  add(time: Micros, value: number, regime = "", repeats = 0): void {
    if (!Number.isFinite(value)) return;
    const level = this.#of(regime);
    if (regime !== this.#last || Number.isNaN(this.#smoothed)) this.#smoothed = value;
    else this.#smoothed += NEWEST * (value - this.#smoothed);
    this.#last = regime;
    if (Number.isNaN(level.centre)) {
      this.#learn(level, value);
      return;
    }
    const { slack, inflation } = this.#options;
    const error = Math.sqrt(inflation / level.count);
    const spread = Math.max(repeats, this.#spread(level));
    const most = slack + 2 * error + CLIP;
    const distance = Math.max(-most, Math.min(most, (value - level.centre) / spread));
    if (value >= level.first - this.#options.mostFall) this.#improve(level, distance, spread);
    this.#drift.add(time, distance, { inflation, error });
  }

  /** Forgets everything, because the part was replaced. */
  clear(): void {
    this.#levels.clear();
    this.#drift.clear();
    this.#smoothed = Number.NaN;
    this.#last = "";
  }

  snapshot(): RiseState {
    return {
      levels: [...this.#levels].map(([regime, level]) => [regime, { ...level, begun: level.begun.slice() }]),
      drift: this.#drift.snapshot(),
      smoothed: this.#smoothed,
      last: this.#last,
    };
  }

  restore({ levels, drift, smoothed, last }: RiseState): void {
    this.#levels.clear();
    for (const [regime, level] of levels) this.#levels.set(regime, { ...level, begun: Float64Array.from(level.begun) });
    this.#drift.restore(drift);
    this.#smoothed = smoothed;
    this.#last = last;
  }

  #spread({ variance }: Level): number {
    return Math.max(this.#options.leastSpread, Math.sqrt(variance));
  }

  #learn(level: Level, value: number): void {
    const { learn } = this.#options;
    if (level.begun.length === 0) level.begun = new Float64Array(learn);
    level.begun[level.count++] = value;
    if (level.count < learn) return;
    // Computed from steps between neighbours, so that growing wear is not taken for spread.
    const steps = level.begun.map((one, at) => Math.abs(one - (level.begun[at - 1] as number))).subarray(1);
    level.variance = (1.4826 * medianOf(steps)) ** 2 / 2;
    // If the level already rises, its first values count.
    const first = medianOf(level.begun.subarray(0, learn >> 1));
    level.centre = Math.min(medianOf(level.begun), first + this.#spread(level));
    level.first = level.centre;
    level.slow = level.centre;
    level.last = value;
    level.begun = new Float64Array(0);
  }

  #improve(level: Level, distance: number, spread: number): void {
    const difference = distance * spread;
    const step = level.centre + difference - level.last;
    level.last = level.centre + difference;
    level.slow += SLOW * (level.centre + difference - level.slow);
    if (level.slow < level.centre - HOLDS * spread) level.centre = level.slow + HOLDS * spread;
    if (level.count >= this.#options.settle || !this.#drift.isQuiet) return;
    level.count++;
    level.centre += difference / level.count;
    level.variance += (0.5 * step ** 2 - level.variance) / level.count;
  }

  /** Moves the regime to the end of the map, so that the first is the one seen longest ago. */
  #of(regime: string): Level {
    const found = this.#levels.get(regime);
    if (found !== undefined && regime === this.#last) return found;
    const level = found ?? {
      begun: new Float64Array(0),
      count: 0,
      first: Number.NaN,
      centre: Number.NaN,
      variance: 0,
      slow: Number.NaN,
      last: Number.NaN,
    };
    this.#levels.delete(regime);
    this.#levels.set(regime, level);
    if (this.#levels.size > MOST_REGIMES) {
      const [oldest] = this.#levels.keys();
      this.#levels.delete(oldest as string);
    }
    return level;
  }
}
