import type { Learned } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";

/** Evidence is capped here, so that a repaired component is soon quiet again. */
const MOST = 20;
/** Most evidence of what may still be a spell: below that of a finding, so that it is soon forgotten when it ends. */
const MOST_OF_SPELL = 8;
/** Up to this much evidence nothing seems wrong. */
const QUIET = 2;

const [UP, DOWN, UP_SINCE, DOWN_SINCE] = [0, 1, 2, 3];

/**
 * Evidence that a standardised residual has moved: two cumulative sums (Page 1954). A sum S with slack k has, in normal
 * running, the tail exp(-2 k S / v) (Siegmund 1985), where v is the variance of sums of neighbours against independent
 * ones; evidence is -log10 of it.
 */
export class Drift implements Learned<Float64Array> {
  readonly #slack: number;
  readonly #spellUs: number;
  readonly #sums = Float64Array.of(0, 0, Number.NaN, Number.NaN);
  #strength = 0;

  /**
   * @param slack shift in spreads that is tolerated: half of the smallest shift that matters
   * @param spellS time (s) for which something sound may deviate
   */
  constructor(slack = 1, spellS = 0) {
    this.#slack = slack;
    this.#spellUs = spellS * 1e6;
  }

  /** From -20 to 20; positive above usual. */
  get strength(): number {
    return this.#strength;
  }

  /** Time when the sum of the stronger side began to rise: the likeliest time of the change. NaN if there is none. */
  get since(): Micros {
    if (this.#strength === 0) return Number.NaN;
    return this.#sums[this.#strength > 0 ? UP_SINCE : DOWN_SINCE] as number;
  }

  /** Evidence of a rise alone, 0 to 20, and of a fall alone. */
  get rise(): number {
    return this.#sums[UP] as number;
  }

  get fall(): number {
    return this.#sums[DOWN] as number;
  }

  /** Since when the sum of a side has been rising; NaN while it is not. */
  sinceOf(side: 1 | -1): Micros {
    return this.#sums[side === 1 ? UP_SINCE : DOWN_SINCE] as number;
  }

  get isQuiet(): boolean {
    return Math.abs(this.#strength) < QUIET;
  }

  /**
   * @param distance from usual in spreads, clipped
   * @param inflation variance of sums of neighbours against independent ones
   * @param error standard error of the centre in spreads
   */
  add(
    time: Micros,
    distance: number,
    { inflation, error }: { readonly inflation: number; readonly error: number },
  ): void {
    const slack = this.#slack + 2 * error;
    // Each value counts by what is known in its own regime.
    const perSpread = (2 * slack) / (inflation * Math.LN10);
    this.#move(UP, UP_SINCE, time, perSpread * (distance - slack));
    this.#move(DOWN, DOWN_SINCE, time, perSpread * (-distance - slack));
    this.#say();
  }

  clear(): void {
    this.#sums.set([0, 0, Number.NaN, Number.NaN]);
    this.#strength = 0;
  }

  snapshot(): Float64Array {
    return this.#sums.slice();
  }

  /** Takes states of earlier edges too, whose sums were in spreads, with the evidence after them. */
  restore(state: Float64Array): void {
    this.#sums.set(state.subarray(0, 4));
    const strength = state[4];
    if (strength !== undefined) this.#sums.set([Math.max(0, strength), Math.max(0, -strength)]);
    this.#say();
  }

  #say(): void {
    const up = this.#sums[UP] as number;
    const down = this.#sums[DOWN] as number;
    this.#strength = up >= down ? up : -down;
  }

  #move(sum: number, since: number, time: Micros, by: number): void {
    const before = this.#sums[sum] as number;
    if (before === 0) this.#sums[since] = time;
    const lastedUs = time - (this.#sums[since] as number);
    // Of a deviation that began before the clock was set back nobody knows how long it has lasted.
    const isSpell = lastedUs >= 0 && lastedUs < this.#spellUs;
    const after = Math.min(isSpell ? MOST_OF_SPELL : MOST, Math.max(0, before + by));
    this.#sums[sum] = after;
    if (after === 0) this.#sums[since] = Number.NaN;
  }
}
