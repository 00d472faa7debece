/** Distributions for values that are not normal, for the percentile method of ISO 22514-2:2017. */
import type { DistributionChoice, DistributionName } from "../../contracts/quality/capability.ts";
import { deviationOf, meanOf } from "./chart-model.ts";
import { normalQuantile, normalShare } from "./special-functions.ts";

/** A distribution by its quantile function; `p`: how likely such a deviation from it is. */
export interface Fitted {
  readonly name: DistributionName;
  readonly p: number;
  quantile(share: number): number;
  /** Share of the distribution below a value. */
  below(value: number): number;
}

/** Below this probability the values are called not normal; 1 of 200 normal processes is called so too. */
const REFUSED = 0.005;
/** A fitted distribution must suit the values at least as well as this. */
const SUITS = 0.01;
/** The quantile of 0.135 % lies between observed values only from this number on. */
const EMPIRICAL_FROM = Math.ceil(2 / 0.00135);
const FEWEST = 8;

/** The distribution of the values; undefined where none of the choice suits. Values need not be sorted. */
export function fitDistribution(values: Float64Array, choice: DistributionChoice): Fitted | undefined {
  const sorted = Float64Array.from(values).sort();
  const normal = normalFit(sorted);
  if (choice === "normal" || (choice === "auto" && normal.p >= REFUSED)) return normal;
  if (choice === "empirical") return empirical(sorted);
  const fits = [
    ...(choice === "johnson" ? [] : [boxCoxFit(sorted)]),
    ...(choice === "box-cox" ? [] : [johnsonFit(sorted)]),
  ].flatMap((fit) => (fit === undefined || !(fit.p >= SUITS) ? [] : [fit]));
  const best = fits.reduce<Fitted | undefined>((a, b) => (a === undefined || b.p > a.p ? b : a), undefined);
  return best ?? (choice === "auto" ? empirical(sorted) : undefined);
}

function normalFit(sorted: Float64Array): Fitted {
  const mean = meanOf(sorted);
  const deviation = deviationOf(sorted);
  return {
    name: "normal",
    p: normality(sorted),
    quantile: (share) => mean + deviation * normalQuantile(share),
    below: (value) => normalShare((value - mean) / deviation),
  };
}

/**
 * Probability of the statistic of Anderson and Darling with estimated mean and deviation (R. B. D'Agostino and M. A.
 * Stephens, Goodness-of-Fit Techniques, 1986, table 4.9). NaN below eight values or without scatter.
 */
export function normality(sorted: Float64Array): number {
  const n = sorted.length;
  const deviation = deviationOf(sorted);
  if (n < FEWEST || !(deviation > 0)) return Number.NaN;
  const mean = meanOf(sorted);
  let sum = 0;
  for (let at = 0; at < n; at++) {
    const below = normalShare(((sorted[at] as number) - mean) / deviation);
    const above = normalShare((mean - (sorted[n - 1 - at] as number)) / deviation);
    sum += (2 * at + 1) * (Math.log(Math.max(below, 1e-300)) + Math.log(Math.max(above, 1e-300)));
  }
  const a = (-n - sum / n) * (1 + 0.75 / n + 2.25 / (n * n));
  if (a < 0.2) return 1 - Math.exp(-13.436 + 101.14 * a - 223.73 * a * a);
  if (a < 0.34) return 1 - Math.exp(-8.318 + 42.796 * a - 59.938 * a * a);
  if (a < 0.6) return Math.exp(0.9177 - 4.279 * a - 1.38 * a * a);
  return a > 10 ? 0 : Math.exp(1.2937 - 5.709 * a + 0.0186 * a * a);
}

/** (n + 1)·share by linear interpolation; undefined where the outer quantiles would lie beyond the values. */
function empirical(sorted: Float64Array): Fitted | undefined {
  if (sorted.length < EMPIRICAL_FROM) return undefined;
  const below = (value: number): number =>
    sorted.reduce((count, one) => count + (one < value ? 1 : 0), 0) / sorted.length;
  return { name: "empirical", p: 1, quantile: (share) => quantileOf(sorted, share), below };
}

function quantileOf(sorted: Float64Array, share: number): number {
  const place = Math.min(Math.max((sorted.length + 1) * share - 1, 0), sorted.length - 1);
  const low = sorted[Math.floor(place)] as number;
  return low + (place - Math.floor(place)) * ((sorted[Math.ceil(place)] as number) - low);
}

/** G. E. P. Box and D. R. Cox, J. R. Statist. Soc. B 26 (1964) 211, with the likeliest λ; only positive values. */
function boxCoxFit(sorted: Float64Array): Fitted | undefined {
  if (!((sorted[0] as number) > 0)) return undefined;
  // In units of the geometric mean, so that powers of large values stay finite.
  const logs = sorted.map(Math.log);
  const scale = Math.exp(meanOf(logs));
  const relative = sorted.map((value) => value / scale);
  const power = (value: number, lambda: number): number =>
    Math.abs(lambda) < 1e-6 ? Math.log(value) : (value ** lambda - 1) / lambda;
  const turned = (lambda: number): Float64Array => relative.map((value) => power(value, lambda));
  const lambda = lowest((at) => deviationOf(turned(at)), -5, 5);
  const values = turned(lambda);
  const [mean, deviation] = [meanOf(values), deviationOf(values)];
  const quantile = (share: number): number => {
    const z = mean + deviation * normalQuantile(share);
    return scale * (Math.abs(lambda) < 1e-6 ? Math.exp(z) : (1 + lambda * z) ** (1 / lambda));
  };
  const isDefined = Number.isFinite(quantile(0.00135)) && Number.isFinite(quantile(0.99865));
  const below = (value: number): number =>
    value > 0 ? normalShare((power(value / scale, lambda) - mean) / deviation) : 0;
  return isDefined ? { name: "box-cox", p: normality(values), quantile, below } : undefined;
}

/** Where a function with one minimum has it, by the golden section. */
function lowest(of: (x: number) => number, from: number, to: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  let [a, b] = [high - golden * (high - low), low + golden * (high - low)];
  let [atA, atB] = [of(a), of(b)];
  for (let step = 0; step < 40; step++) {
    if (atA < atB) {
      [high, b, atB] = [b, a, atA];
      a = high - golden * (high - low);
      atA = of(a);
    } else {
      [low, a, atA] = [a, b, atB];
      b = low + golden * (high - low);
      atB = of(b);
    }
  }
  return (low + high) / 2;
}

/**
 * Johnson's curves by four quantiles, at the distance z that suits best (J. F. Slifker and S. S. Shapiro, Technometrics
 * 22 (1980) 239).
 */
function johnsonFit(sorted: Float64Array): Fitted | undefined {
  let best: Fitted | undefined;
  for (let step = 5; step <= 25; step++) {
    const curve = johnsonAt(sorted, step / 20);
    if (curve === undefined) continue;
    const p = normality(sorted.map(curve.turned));
    if (!(p >= 0) || (best !== undefined && p <= best.p)) continue;
    const { name, quantile, turned } = curve;
    best = { name, p, quantile, below: (value) => shareBelow(turned(value), value < (sorted[0] as number)) };
  }
  return best;
}

/** Of a value that a curve turned into `z`; NaN: it is beyond the curve's range, on the side of the values or not. */
function shareBelow(z: number, isLow: boolean): number {
  return Number.isNaN(z) ? (isLow ? 0 : 1) : normalShare(z);
}

interface JohnsonCurve {
  readonly name: DistributionName;
  /** To the standard normal distribution; NaN outside of the curve's range. */
  readonly turned: (value: number) => number;
  readonly quantile: (share: number) => number;
}

function johnsonAt(sorted: Float64Array, z: number): JohnsonCurve | undefined {
  const at = (times: number): number => quantileOf(sorted, normalShare(times * z));
  const [low3, low, high, high3] = [at(-3), at(-1), at(1), at(3)];
  const [m, n, p] = [high3 - high, low - low3, high - low];
  if (!(m > 0 && n > 0 && p > 0)) return undefined;
  const kind = (m * n) / (p * p);
  const middle = (high + low) / 2;
  if (kind > 1.001) return unbounded({ m, n, p, z, middle });
  if (kind < 0.999) return bounded({ m, n, p, z, middle });
  return lognormal({ m, p, z, middle });
}

interface FourQuantiles {
  readonly m: number;
  readonly p: number;
  readonly z: number;
  readonly middle: number;
}

function unbounded({ m, n, p, z, middle }: FourQuantiles & { readonly n: number }): JohnsonCurve {
  const [right, left] = [m / p, n / p];
  const root = Math.sqrt(right * left - 1);
  const eta = (2 * z) / Math.acosh((right + left) / 2);
  const gamma = eta * Math.asinh((left - right) / (2 * root));
  const lambda = (2 * p * root) / ((right + left - 2) * Math.sqrt(right + left + 2));
  const epsilon = middle + (p * (left - right)) / (2 * (right + left - 2));
  return {
    name: "johnson-su",
    turned: (value) => gamma + eta * Math.asinh((value - epsilon) / lambda),
    quantile: (share) => epsilon + lambda * Math.sinh((normalQuantile(share) - gamma) / eta),
  };
}

function bounded({ m, n, p, z, middle }: FourQuantiles & { readonly n: number }): JohnsonCurve {
  const [right, left] = [p / m, p / n];
  const product = (1 + right) * (1 + left);
  const under = right * left - 1;
  const eta = z / Math.acosh(Math.sqrt(product) / 2);
  const gamma = eta * Math.asinh(((left - right) * Math.sqrt(product - 4)) / (2 * under));
  const lambda = (p * Math.sqrt((product - 2) ** 2 - 4)) / under;
  const epsilon = middle - lambda / 2 + (p * (left - right)) / (2 * under);
  return {
    name: "johnson-sb",
    turned: (value) => gamma + eta * Math.log((value - epsilon) / (lambda + epsilon - value)),
    quantile: (share) => epsilon + lambda / (1 + Math.exp((gamma - normalQuantile(share)) / eta)),
  };
}

function lognormal({ m, p, z, middle }: FourQuantiles): JohnsonCurve | undefined {
  const ratio = m / p;
  if (ratio === 1) return undefined;
  const eta = (2 * z) / Math.log(ratio);
  const gamma = eta * Math.log((ratio - 1) / (p * Math.sqrt(ratio)));
  const epsilon = middle - (p * (ratio + 1)) / (2 * (ratio - 1));
  return {
    name: "johnson-sl",
    turned: (value) => gamma + eta * Math.log(value - epsilon),
    quantile: (share) => epsilon + Math.exp((normalQuantile(share) - gamma) / eta),
  };
}
