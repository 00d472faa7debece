/**
 * Constants of control charts (ISO 7870-2:2013, table 2), from their definitions instead of a typed table: mean and
 * deviation of range and standard deviation in subgroups of a normal distribution.
 */
import { lnGamma, normalDensity, normalShare, risingRoot } from "./special-functions.ts";

/** Step of the integrals, in standard deviations: the trapezoidal rule is exact to 1e-14 for such smooth tails. */
const STEP = 1 / 32;
const REACH = 9;
const STEPS = (2 * REACH) / STEP;

/** Mean and standard deviation of the range of `n` standard normal values. */
export interface RangeConstants {
  readonly d2: number;
  readonly d3: number;
}

const known = new Map<number, RangeConstants>();

/** c4: mean of the standard deviation of n standard normal values. */
export function c4Of(n: number): number {
  return deviationMean(n - 1);
}

/** The same for a deviation with these degrees of freedom. */
function deviationMean(freedom: number): number {
  return Math.sqrt(2 / freedom) * Math.exp(lnGamma((freedom + 1) / 2) - lnGamma(freedom / 2));
}

/** d2 and d3 for subgroups of 2 to 25 values. L. H. C. Tippett, Biometrika 17 (1925) 364. */
export function rangeConstants(n: number): RangeConstants {
  const found = known.get(n);
  if (found !== undefined) return found;
  const density = new Float64Array(STEPS + 1);
  const share = new Float64Array(STEPS + 1);
  for (let at = 0; at <= STEPS; at++) {
    density[at] = normalDensity(-REACH + at * STEP);
    share[at] = normalShare(-REACH + at * STEP);
  }
  let d2 = 0;
  for (const below of share) d2 += (1 - below ** n - (1 - below) ** n) * STEP;
  // E[W²] = 2 ∫ w P(W > w) dw, by Simpson's rule.
  let square = 0;
  for (let width = 1; width <= STEPS; width++) {
    let within = 0;
    for (let at = 0; at <= STEPS; at++) {
      const gap = (share[Math.min(at + width, STEPS)] as number) - (share[at] as number);
      within += (density[at] as number) * gap ** (n - 1);
    }
    square += width * STEP * (1 - n * within * STEP) * (width % 2 === 1 ? 4 : 2);
  }
  const constants = { d2, d3: Math.sqrt((2 * square * STEP) / 3 - d2 * d2) };
  known.set(n, constants);
  return constants;
}

/**
 * Degrees of freedom of a standard deviation whose coefficient of variation is as given: as many as a deviation of a
 * normal sample needs to scatter as much. P. B. Patnaik, Biometrika 37 (1950) 78.
 */
export function freedomOf(variation: number): number {
  const excess = (freedom: number): number => variation ** 2 - (1 / deviationMean(freedom) ** 2 - 1);
  return risingRoot(excess, 0.2, 1e7);
}

/**
 * Coefficient of variation of the mean of `count` moving ranges of two values, which overlap. J. D. Cryer and T. P.
 * Ryan, Journal of Quality Technology 22 (1990) 187.
 */
export function movingRangeVariation(count: number): number {
  const { d2 } = rangeConstants(2);
  const own = 2 - d2 * d2;
  // Neighbouring differences have the correlation −1/2: E|UV| = (4/π)(√(3/4) + asin(1/2)/2).
  const shared = (4 / Math.PI) * (Math.sqrt(3 / 4) + Math.asin(0.5) / 2) - d2 * d2;
  return Math.sqrt((own * count + 2 * shared * (count - 1)) / count ** 2) / d2;
}
