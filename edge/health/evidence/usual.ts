import type { Learned } from "../../contracts/path/follower.ts";
import { medianOf } from "./median.ts";

/** A value is limited to this many robust standard deviations, because one wrong reading must not alarm. */
const CLIP = 4;
/**
 * The learnt range is refined while nothing is wrong, up to this many times the number of values that it began with.
 */
const IMPROVES = 20;

export interface UsualOptions {
  /** Number of values from which the usual range is first learnt. */
  readonly learn: number;
  /** Lower bound of the standard deviation: resolution and repeatability of the statistic, in its unit. */
  readonly leastSpread: number;
  /**
   * Number of values after which the range is final, because one that is always refined would follow slow wear; default
   * never.
   */
  readonly final?: number;
  /** Limit of a value in spreads; default 4. Use more for means over long times. */
  readonly clip?: number;
}

interface UsualState {
  readonly begun: Float64Array;
  readonly numbers: Float64Array;
}

const [COUNT, CENTRE, VARIANCE, PRODUCT, LAST] = [0, 1, 2, 3, 4];

/**
 * What is usual for one statistic in one regime: centre, spread and correlation of neighbours. Learnt from the median
 * and the median deviation of its first values, then refined by clipped running means (Huber 1964).
 */
export class Usual implements Learned<UsualState> {
  readonly #options: UsualOptions;
  /** The first values, in order, until there are enough. */
  #begun = new Float64Array(0);
  readonly #numbers = new Float64Array(5);

  constructor(options: UsualOptions) {
    this.#options = options;
  }

  get isLearning(): boolean {
    return (this.#numbers[COUNT] as number) < this.#options.learn;
  }

  /** NaN while learning. */
  get centre(): number {
    return this.isLearning ? Number.NaN : (this.#numbers[CENTRE] as number);
  }

  get spread(): number {
    return this.isLearning
      ? Number.NaN
      : Math.max(this.#options.leastSpread, Math.sqrt(this.#numbers[VARIANCE] as number));
  }

  /**
   * Factor by which correlation of neighbours raises the variance of a sum over that of independent values, 1 to 19.
   */
  get inflation(): number {
    return Math.max(1, this.#agreement);
  }

  /** Standard error of the centre, in spreads. */
  get error(): number {
    return Math.sqrt(this.#agreement / Math.max(1, this.#numbers[COUNT] as number));
  }

  /** The same for the variance that was seen, which may be less than that of the least spread. */
  get #agreement(): number {
    const variance = this.#numbers[VARIANCE] as number;
    const correlation = variance > 0 ? (this.#numbers[PRODUCT] as number) / variance : 0;
    const bounded = Math.min(0.9, Math.max(0, correlation));
    const { leastSpread } = this.#options;
    return ((1 + bounded) / (1 - bounded)) * Math.min(1, leastSpread > 0 ? variance / leastSpread ** 2 : 1);
  }

  /**
   * Takes a value. Returns its distance from the centre in spreads, clipped, as it was before this value; NaN while
   * learning. `isQuiet`: nothing seems wrong, so the value may refine the range.
   */
  add(value: number, isQuiet: boolean): number {
    const numbers = this.#numbers;
    if (this.isLearning) {
      this.#learn(value);
      return Number.NaN;
    }
    const spread = this.spread;
    const { clip = CLIP } = this.#options;
    const distance = (value - (numbers[CENTRE] as number)) / spread;
    if (isQuiet) this.#improve(spread * Math.max(-CLIP, Math.min(CLIP, distance)));
    return Math.max(-clip, Math.min(clip, distance));
  }

  snapshot(): UsualState {
    return { begun: this.#begun.slice(), numbers: this.#numbers.slice() };
  }

  restore({ begun, numbers }: UsualState): void {
    this.#begun = Float64Array.from(begun);
    this.#numbers.set(numbers);
  }

  #learn(value: number): void {
    const { learn } = this.#options;
    if (this.#begun.length === 0) this.#begun = new Float64Array(learn);
    const count = this.#numbers[COUNT] as number;
    this.#begun[count] = value;
    this.#numbers[COUNT] = count + 1;
    if (count + 1 < learn) return;
    const centre = medianOf(this.#begun);
    const spread = 1.4826 * medianOf(this.#begun.map((one) => Math.abs(one - centre)));
    let product = 0;
    const clipped = (one: number): number => Math.max(-CLIP * spread, Math.min(CLIP * spread, one - centre));
    for (let at = 1; at < learn; at++)
      product += clipped(this.#begun[at] as number) * clipped(this.#begun[at - 1] as number);
    this.#numbers[CENTRE] = centre;
    this.#numbers[VARIANCE] = spread * spread;
    this.#numbers[PRODUCT] = product / (learn - 1);
    this.#numbers[LAST] = (this.#begun[learn - 1] as number) - centre;
    this.#begun = new Float64Array(0);
  }

  #improve(difference: number): void {
    const numbers = this.#numbers;
    const { learn, final = Number.POSITIVE_INFINITY } = this.#options;
    if ((numbers[COUNT] as number) >= final) return;
    const count = Math.min((numbers[COUNT] as number) + 1, learn * IMPROVES);
    numbers[COUNT] = count;
    const share = 1 / count;
    numbers[CENTRE] = (numbers[CENTRE] as number) + share * difference;
    numbers[VARIANCE] = (numbers[VARIANCE] as number) + share * (difference ** 2 - (numbers[VARIANCE] as number));
    const product = difference * (numbers[LAST] as number);
    numbers[PRODUCT] = (numbers[PRODUCT] as number) + share * (product - (numbers[PRODUCT] as number));
    numbers[LAST] = difference;
  }
}
