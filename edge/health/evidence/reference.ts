import type { Learned } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { RegimeDrift } from "./regime-drift.ts";
import { type Agreement, Usual, type UsualOptions } from "./usual.ts";

/** Regimes of one reference. When there are more, the one that was seen longest ago is forgotten. */
const MOST_REGIMES = 64;
/** Share of the newest value in the smoothed one. */
const NEWEST = 0.2;
/** Standard errors by which the correlation of a regime must exceed that of all to count by itself. */
const OWN = 1;
/** Half width of the usual range in spreads. */
const RANGE = 3;

export interface ReferenceOptions extends UsualOptions {
  /** Shift in spreads that is tolerated; default 1. */
  readonly slack?: number;
  /**
   * Time (s) for which something sound may deviate in a way that nothing tells: what has not lasted so long is watched,
   * without a finding. Default 0.
   */
  readonly spellS?: number;
  /** A fault may show in some regimes only, so that each counts alone too. */
  readonly showsAlone?: true;
}

interface ReferenceState {
  readonly regimes: readonly (readonly [string, ReturnType<Usual["snapshot"]>])[];
  readonly drift: ReturnType<RegimeDrift["snapshot"]>;
  readonly smoothed: number;
  readonly last: string;
}

/**
 * Compares a statistic with what is usual in its regime: each regime has its own range, and evidence is that of all
 * regimes together or of one alone. Give it one value per opportunity (a cycle, a drive, a minute of steady running),
 * not per sample.
 */
export class Reference implements Learned<ReferenceState> {
  readonly #options: ReferenceOptions;
  readonly #regimes = new Map<string, Usual>();
  readonly #drift: RegimeDrift;
  #smoothed = Number.NaN;
  #last = "";

  constructor(options: ReferenceOptions) {
    this.#options = options;
    this.#drift = new RegimeDrift(options);
  }

  /** Evidence that the statistic has moved, -log10 p; positive above usual. */
  get strength(): number {
    return this.#drift.strength;
  }

  /** Evidence that it has risen, 0 to 20, even where in other regimes it fell by more. */
  get rise(): number {
    return this.#drift.rise;
  }

  get since(): Micros {
    return this.#drift.since;
  }

  get sinceRise(): Micros {
    return this.#drift.sinceRise;
  }

  /** Whether the regime of the last value is being learnt. */
  get isLearning(): boolean {
    return this.#regimes.get(this.#last)?.isLearning ?? true;
  }

  /** The smoothed value; NaN before the first one. */
  get value(): number {
    return this.#smoothed;
  }

  /** Centre of a regime; NaN while it is learnt, and where it was not seen. */
  centreIn(regime: string): number {
    return this.#regimes.get(regime)?.centre ?? Number.NaN;
  }

  /** Centre of the last regime; NaN while it is learnt. */
  get centre(): number {
    return this.#regimes.get(this.#last)?.centre ?? Number.NaN;
  }

  /** Standard deviation in the last regime; NaN while it is learnt. */
  get spread(): number {
    return this.#regimes.get(this.#last)?.spread ?? Number.NaN;
  }

  /** Usual range in the last regime; undefined while it is learnt. */
  get usual(): { readonly low: number; readonly high: number } | undefined {
    if (this.isLearning) return undefined;
    return { low: this.centre - RANGE * this.spread, high: this.centre + RANGE * this.spread };
  }

  add(time: Micros, value: number, regime = ""): void {
    if (!Number.isFinite(value)) return;
    const usual = this.#of(regime);
    if (regime !== this.#last) this.#smoothed = value;
    this.#last = regime;
    this.#smoothed = Number.isNaN(this.#smoothed) ? value : this.#smoothed + NEWEST * (value - this.#smoothed);
    // What the value itself would teach must not make it seem usual.
    const shown = this.#shownTo(usual);
    const [inflation, error] = [usual.inflation(shown), usual.error(shown)];
    const distance = usual.add(value, this.#drift.isQuiet);
    if (!Number.isNaN(distance)) this.#drift.add(time, distance, regime, { inflation, error });
  }

  /** Forgets everything, because the part was replaced. */
  clear(): void {
    this.#regimes.clear();
    this.#drift.clear();
    this.#smoothed = Number.NaN;
  }

  snapshot(): ReferenceState {
    return {
      regimes: [...this.#regimes].map(([regime, usual]) => [regime, usual.snapshot()]),
      drift: this.#drift.snapshot(),
      smoothed: this.#smoothed,
      last: this.#last,
    };
  }

  restore({ regimes, drift, smoothed, last }: ReferenceState): void {
    this.#regimes.clear();
    for (const [regime, state] of regimes) {
      const usual = new Usual(this.#options);
      usual.restore(state);
      this.#regimes.set(regime, usual);
    }
    this.#drift.restore(drift);
    this.#smoothed = smoothed;
    this.#last = last;
  }

  /**
   * How much neighbours agree, from all regimes together, because each alone has few values; from this one alone where
   * its neighbours agree more than chance would let them.
   */
  #shownTo(usual: Usual): Agreement {
    let [sum, count] = [0, 0];
    for (const one of this.#regimes.values()) {
      if (one.isLearning) continue;
      const shown = one.agreement;
      sum += shown.count * shown.correlation;
      count += shown.count;
    }
    const own = usual.agreement;
    if (count === 0 || own.correlation > sum / count + OWN / Math.sqrt(own.count)) return own;
    return { correlation: sum / count, count };
  }

  /** Moves the regime to the end of the map, so that the first is the one seen longest ago. */
  #of(regime: string): Usual {
    const found = this.#regimes.get(regime) ?? new Usual(this.#options);
    if (regime !== this.#last || !this.#regimes.has(regime)) {
      this.#regimes.delete(regime);
      this.#regimes.set(regime, found);
      if (this.#regimes.size > MOST_REGIMES) {
        const [oldest] = this.#regimes.keys();
        this.#regimes.delete(oldest as string);
      }
    }
    return found;
  }
}
