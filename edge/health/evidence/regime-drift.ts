import type { Learned } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { Drift } from "./drift.ts";

/** Regimes at most. When there are more, the one that was seen longest ago is forgotten. */
const MOST_REGIMES = 64;
/** Evidence up to which nothing seems wrong. */
const QUIET = 2;

interface Said {
  readonly strength: number;
  readonly since: Micros;
}

const NOTHING: Said = { strength: 0, since: Number.NaN };

interface RegimeDriftOptions {
  readonly slack?: number;
  readonly spellS?: number;
  readonly showsAlone?: true;
}

interface RegimeDriftState {
  readonly all: Float64Array;
  readonly regimes: readonly (readonly [string, Float64Array])[];
}

/**
 * Evidence that a residual has moved, over all regimes together, and on request in each alone: some faults show in some
 * regimes only, as damage of a bearing at high speed, and values of the others must not make it forgotten. Then the
 * probability of a false finding is shared out, half to the sum over all and half among the regimes (Bonferroni).
 */
export class RegimeDrift implements Learned<RegimeDriftState> {
  readonly #slack: number;
  readonly #spellS: number;
  readonly #showsAlone: boolean;
  readonly #all: Drift;
  readonly #regimes = new Map<string, Drift>();
  /** Strongest evidence of a rise and of a fall, and since when. */
  #rise = NOTHING;
  #fall = NOTHING;

  /**
   * @param options.slack shift in spreads that is tolerated
   * @param options.spellS time (s) for which something sound may deviate
   * @param options.showsAlone a fault may show in some regimes only, so that each counts alone too
   */
  constructor({ slack = 1, spellS = 0, showsAlone }: RegimeDriftOptions) {
    this.#slack = slack;
    this.#spellS = spellS;
    this.#showsAlone = showsAlone === true;
    this.#all = new Drift(slack, spellS);
  }

  /** From -20 to 20; positive above usual. */
  get strength(): number {
    return this.#rise.strength >= this.#fall.strength ? this.#rise.strength : -this.#fall.strength;
  }

  /** Evidence of a rise, 0 to 20, even where that of a fall is stronger. */
  get rise(): number {
    return this.#rise.strength;
  }

  /** Time when the strongest sum began to rise; NaN if there is none. */
  get since(): Micros {
    return (this.#rise.strength >= this.#fall.strength ? this.#rise : this.#fall).since;
  }

  get sinceRise(): Micros {
    return this.#rise.since;
  }

  get isQuiet(): boolean {
    return Math.abs(this.strength) < QUIET;
  }

  add(time: Micros, distance: number, regime: string, known: Parameters<Drift["add"]>[2]): void {
    this.#all.add(time, distance, known);
    if (this.#showsAlone) this.#of(regime).add(time, distance, known);
    this.#say();
  }

  clear(): void {
    this.#all.clear();
    this.#regimes.clear();
    this.#say();
  }

  snapshot(): RegimeDriftState {
    return {
      all: this.#all.snapshot(),
      regimes: [...this.#regimes].map(([regime, drift]) => [regime, drift.snapshot()]),
    };
  }

  /** Takes states of earlier edges too, which had the sum over all regimes alone. */
  restore(state: RegimeDriftState | Float64Array): void {
    const { all, regimes } = state instanceof Float64Array ? { all: state, regimes: [] } : state;
    this.#all.restore(all);
    this.#regimes.clear();
    for (const [regime, one] of regimes) {
      const drift = new Drift(this.#slack, this.#spellS);
      drift.restore(one);
      this.#regimes.set(regime, drift);
    }
    this.#say();
  }

  #say(): void {
    this.#rise = this.#strongest(1);
    this.#fall = this.#strongest(-1);
  }

  #strongest(side: 1 | -1): Said {
    const regimes = this.#regimes.size;
    const of = (drift: Drift): number => (side === 1 ? drift.rise : drift.fall);
    let [best, strength] = [this.#all, lessened(of(this.#all), regimes > 1 ? 2 : 1)];
    if (regimes > 1)
      for (const drift of this.#regimes.values()) {
        const own = lessened(of(drift), 2 * regimes);
        if (own > strength) [best, strength] = [drift, own];
      }
    return strength === 0 ? NOTHING : { strength, since: best.sinceOf(side) };
  }

  /** Moves the regime to the end of the map, so that the first is the one seen longest ago. */
  #of(regime: string): Drift {
    const found = this.#regimes.get(regime) ?? new Drift(this.#slack, this.#spellS);
    this.#regimes.delete(regime);
    this.#regimes.set(regime, found);
    if (this.#regimes.size > MOST_REGIMES) this.#regimes.delete(this.#regimes.keys().next().value as string);
    return found;
  }
}

/** Evidence that has so many chances to be false. */
function lessened(strength: number, chances: number): number {
  return Math.max(0, strength - Math.log10(chances));
}
