import type { Distribution } from "../kernel/distributions.ts";

const STEPS = 40;

/** The share of values below `value`, by bisection on the quantile function. */
export function shareBelow(distribution: Distribution, value: number): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (distribution(middle) < value) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * What is left of a time that has lasted for `past` already: the distribution, given that it is longer. Where it lasts
 * longer than anything that was ever seen, what is left is exponential with the past as its mean, because nothing else
 * is known of it.
 */
export function residual(distribution: Distribution, past: number): Distribution {
  if (past <= 0) return distribution;
  const below = shareBelow(distribution, past);
  if (below > 1 - 1e-9) return (share) => -past * Math.log1p(-share);
  return (share) => Math.max(0, distribution(below + share * (1 - below)) - past);
}
