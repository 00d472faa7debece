/**
 * How long a part lasts before anything shows of its wear: the life that its maker expects, and what ended lives of the
 * plant say of it. A Weibull distribution of known shape, whose scale has a gamma prior, so that lives that ended and
 * lives that go on count in closed form (Soland, Bayesian analysis of the Weibull process with unknown scale parameter,
 * IEEE Transactions on Reliability R-17, 1968). Uses are shares of the expected life.
 */

/** Wear-out: failures get likelier in proportion to the use. The middle 80 % lie between 0.4 and 1.9 expected lives. */
const SHAPE = 2;
/** Number of ended lives that the maker's word counts as. */
const WORTH = 3;
/** With it, half of all parts have ended after one expected life while no life of the plant is known. */
const SCALE = 1 / (2 ** (1 / WORTH) - 1);

/** What lives of one kind of part add up to. */
export interface LivesSeen {
  /** Number of lives that ended in a failure. */
  readonly ended: number;
  /** Sum of {@link exposureOf} of these, of parts that were replaced before, and of those that still run. */
  readonly exposure: number;
}

/** What a life that was observed over this stretch of use says of the scale, whether it ended or not. */
export function exposureOf(from: number, to: number): number {
  return to ** SHAPE - from ** SHAPE;
}

/** Logarithm of the probability that a part of this `age` lasts for so much `more`. */
export function logSurvivalOf(age: number, more: number, { ended, exposure }: LivesSeen): number {
  return -(WORTH + ended) * Math.log1p(exposureOf(age, age + more) / (SCALE + exposure));
}

/** The use that is left to a part of this `age` with the probability `p` of having ended by then. */
export function leftOf(age: number, p: number, { ended, exposure }: LivesSeen): number {
  const more = (SCALE + exposure) * ((1 - p) ** (-1 / (WORTH + ended)) - 1);
  return (age ** SHAPE + more) ** (1 / SHAPE) - age;
}
