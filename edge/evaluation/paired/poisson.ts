/** Bounds of a rate from a count: rule E28 in docs/rules/evaluation.md. Pure. */

const MANY = 400;

export interface FalseRate {
  readonly count: number;
  readonly per100AssetWeeks: number;
  /** One-sided 95 % bound of a Poisson count. */
  readonly upperBound95: number;
}

export function falseRate(count: number, assetWeeks: number): FalseRate {
  return {
    count,
    per100AssetWeeks: (100 * count) / assetWeeks,
    upperBound95: (100 * upperBound(count)) / assetWeeks,
  };
}

/**
 * The largest mean at which a count this low still has a probability of 5 %: the one-sided 95 % bound of a Poisson
 * count.
 */
export function upperBound(count: number): number {
  // The sum below would underflow; the normal approximation is right to a thousandth here, and not below.
  if (count > MANY) return count + 1.645 * Math.sqrt(count) + 1.65;
  let [low, high] = [count, 2 * count + 10];
  for (let step = 0; step < 60; step++) {
    const mean = (low + high) / 2;
    if (atMost(count, mean) > 0.05) low = mean;
    else high = mean;
  }
  return (low + high) / 2;
}

/** Probability of at most this many events. */
function atMost(count: number, mean: number): number {
  let term = Math.exp(-mean);
  let sum = term;
  for (let k = 1; k <= count; k++) {
    term *= mean / k;
    sum += term;
  }
  return sum;
}
