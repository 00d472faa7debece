import type { Learned } from "../../contracts/path/follower.ts";
import { medianOf } from "./median.ts";

/** A value is limited to this many robust standard deviations, because one wrong reading must not alarm. */
const CLIP = 4;
/**
 * The learnt range is refined while nothing is wrong, up to this many times the number of values that it began with.
 */
const IMPROVES = 20;
/**
 * Weight of the doubt about the variance of a sum. The mean of exp(-x), over a variance of the logarithm of x of d, is
 * exp(-x (1 - d x / 2)) for small d; x is 12 where evidence is 5.
 */
const DOUBTS = 6;
/** A statistic that is learnt from fewer values relies on its declared repeatability. */
const FEWEST = 20;
/** Neighbours that correlate more are taken for a change. */
const MOST_CORRELATION = 0.9;
const MOST_AGREEMENT = (1 + MOST_CORRELATION) / (1 - MOST_CORRELATION);

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

/** How much neighbouring values correlate, and how many values show it. */
export interface Agreement {
  readonly correlation: number;
  readonly count: number;
}

interface UsualState {
  readonly begun: Float64Array;
  readonly numbers: Float64Array;
}

const [COUNT, CENTRE, VARIANCE, PRODUCT, LAST, QUIET] = [0, 1, 2, 3, 4, 5];

/**
 * What is usual for one statistic in one regime: centre, spread and correlation of neighbours. Learnt from the median
 * and the median deviation of its first values, then refined by clipped running means (Huber 1964).
 */
export class Usual implements Learned<UsualState> {
  readonly #options: UsualOptions;
  /** The first values, in order, until there are enough. */
  #begun = new Float64Array(0);
  readonly #numbers = new Float64Array(6);

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

  /** Correlation of neighbours as this regime shows it. */
  get agreement(): Agreement {
    const variance = this.#numbers[VARIANCE] as number;
    const found = variance > 0 ? (this.#numbers[PRODUCT] as number) / variance : 0;
    // Few values show less correlation than there is (Kendall 1954).
    const missing = this.#isDeclared ? 0 : (1 + 3 * found) / this.#count;
    return { correlation: found + missing, count: this.#shown };
  }

  /**
   * Factor by which correlation of neighbours may raise the variance of a sum over that of independent values, 1 to 19.
   * Where the spread is one that was learnt, it is the greater the fewer values show how much they vary and agree.
   */
  inflation(shown: Agreement = this.agreement): number {
    const agreement = agreementOf(shown);
    if (this.#isDeclared) return Math.max(1, agreement * this.#seen);
    // Variance of the logarithm of spread² · agreement: that of the innovations' variance, and of the correlation.
    const doubt = 2 / this.#shown + (4 * agreement) / shown.count;
    return Math.max(1, Math.min(MOST_AGREEMENT, agreement * (1 + DOUBTS * doubt)));
  }

  /** Standard error of the centre, in spreads. */
  error(shown: Agreement = this.agreement): number {
    return Math.sqrt((agreementOf(shown) * this.#seen) / this.#count);
  }

  /** Number of values that show or confirm how much they vary and agree. */
  get #shown(): number {
    return this.#count + (this.#numbers[QUIET] as number);
  }

  get #count(): number {
    return Math.max(1, this.#numbers[COUNT] as number);
  }

  /** Whether the repeatability that the statistic declares is known better than what few values show. */
  get #isDeclared(): boolean {
    return this.#seen < 1 || this.#options.learn < FEWEST;
  }

  /** The variance that was seen over that of the spread, at most 1. */
  get #seen(): number {
    const { leastSpread } = this.#options;
    return Math.min(1, leastSpread > 0 ? (this.#numbers[VARIANCE] as number) / leastSpread ** 2 : 1);
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
    const clipped = this.#begun.map((one) => Math.max(-CLIP * spread, Math.min(CLIP * spread, one - centre)));
    const mean = clipped.reduce((sum, one) => sum + one, 0) / learn;
    let [squares, products, last] = [0, 0, 0];
    for (const one of clipped) {
      const difference = one - mean;
      squares += difference ** 2;
      products += difference * last;
      last = difference;
    }
    this.#numbers[CENTRE] = centre;
    this.#numbers[VARIANCE] = spread * spread;
    this.#numbers[PRODUCT] = squares > 0 ? (spread * spread * products) / squares : 0;
    this.#numbers[LAST] = last + mean;
    this.#begun = new Float64Array(0);
  }

  #improve(difference: number): void {
    const numbers = this.#numbers;
    const { learn, final = Number.POSITIVE_INFINITY } = this.#options;
    if ((numbers[COUNT] as number) >= final) {
      // Values that stay quiet confirm a final range.
      numbers[QUIET] = Math.min((numbers[QUIET] as number) + 1, learn * IMPROVES);
      return;
    }
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

/** Variance of a sum over that of independent values, 1 to 19. */
function agreementOf({ correlation }: Agreement): number {
  const bounded = Math.min(MOST_CORRELATION, Math.max(0, correlation));
  return (1 + bounded) / (1 - bounded);
}
