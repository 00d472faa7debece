/**
 * Special functions of statistics to about 1e-13, by series and continued fractions instead of fitted coefficients
 * (Abramowitz and Stegun, Handbook of Mathematical Functions, chapters 6 and 26).
 */

const TINY = 1e-300;
const ENOUGH = 1e-16;
const MOST_TERMS = 10_000;
/** From here on, Stirling's series has more digits than a double. */
const STIRLING_FROM = 12;

/** Logarithm of Γ(x) for x > 0: Stirling's series (6.1.41), after the recurrence has made x large enough. */
export function lnGamma(x: number): number {
  let shift = 0;
  let at = x;
  for (; at < STIRLING_FROM; at++) shift -= Math.log(at);
  const inverse = 1 / (at * at);
  const series =
    (1 / 12 -
      (1 / 360 - (1 / 1260 - (1 / 1680 - (1 / 1188 - (691 / 360_360) * inverse) * inverse) * inverse) * inverse) *
        inverse) /
    at;
  return shift + (at - 0.5) * Math.log(at) - at + Math.log(2 * Math.PI) / 2 + series;
}

export function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/** Share of the standard normal distribution below z (26.2.11 in the middle, 26.2.14 in the tails). */
export function normalShare(z: number): number {
  const a = Math.abs(z);
  if (Number.isNaN(z)) return Number.NaN;
  if (a > 38) return z < 0 ? 0 : 1;
  if (a < 3) {
    let term = z;
    let sum = z;
    for (let n = 1; Math.abs(term) > ENOUGH * Math.abs(sum); n++) {
      term *= (z * z) / (2 * n + 1);
      sum += term;
    }
    return 0.5 + normalDensity(z) * sum;
  }
  let fraction = a;
  for (let n = 60; n > 0; n--) fraction = a + n / fraction;
  const tail = normalDensity(a) / fraction;
  return z < 0 ? tail : 1 - tail;
}

/** Value below which this share of the standard normal distribution lies, by Newton's method of second order. */
export function normalQuantile(share: number): number {
  if (!(share > 0 && share < 1)) return share === 0 ? Number.NEGATIVE_INFINITY : share === 1 ? Infinity : Number.NaN;
  // The upper half by the lower one: there the share has all its digits.
  if (share > 0.5) return -normalQuantile(1 - share);
  const root = Math.sqrt(-2 * Math.log(share));
  // 26.2.23 is the start.
  let z = -(
    root -
    (2.515517 + root * (0.802853 + root * 0.010328)) / (1 + root * (1.432788 + root * (0.189269 + root * 0.001308)))
  );
  for (let step = 0; step < 4; step++) {
    const miss = (normalShare(z) - share) / normalDensity(z);
    z -= miss / (1 + (z * miss) / 2);
  }
  return z;
}

/** Regularised lower incomplete gamma function P(a, x) (6.5.29 and 6.5.31). */
export function gammaShare(a: number, x: number): number {
  if (!(x > 0)) return 0;
  const front = Math.exp(a * Math.log(x) - x - lnGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < MOST_TERMS && term > ENOUGH * sum; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return front * sum;
  }
  return 1 - front / continued((n) => (n === 0 ? [0, x + 1 - a] : [-n * (n - a), x + 2 * n + 1 - a]));
}

/** Regularised incomplete beta function I_x(a, b) (26.5.8). */
export function betaShare(x: number, a: number, b: number): number {
  if (!(x > 0)) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast only below the mean.
  if (x > (a + 1) / (a + b + 2)) return 1 - betaShare(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log(1 - x) + lnGamma(a + b) - lnGamma(a) - lnGamma(b)) / a;
  return (
    front /
    continued((n) => {
      const m = Math.floor(n / 2);
      if (n === 0) return [0, 1];
      const top =
        n % 2 === 0
          ? (m * (b - m) * x) / ((a + n - 1) * (a + n))
          : (-(a + m) * (a + b + m) * x) / ((a + n - 1) * (a + n));
      return [top, 1];
    })
  );
}

/** Value of b0 + a1 / (b1 + a2 / (b2 + …)), by Lentz's method. `term` gives [a, b] of each place. */
function continued(term: (n: number) => readonly [number, number]): number {
  let value = term(0)[1] || TINY;
  let top = value;
  let bottom = 0;
  for (let n = 1; n < MOST_TERMS; n++) {
    const [a, b] = term(n);
    bottom = 1 / (b + a * bottom || TINY);
    top = b + a / top || TINY;
    const step = top * bottom;
    value *= step;
    if (Math.abs(step - 1) < ENOUGH * 4) break;
  }
  return value;
}

/** Probability that a variable of the F distribution is above `ratio`. */
export function aboveF(ratio: number, freedomAbove: number, freedomBelow: number): number {
  return betaShare(freedomBelow / (freedomBelow + freedomAbove * ratio), freedomBelow / 2, freedomAbove / 2);
}

/** Quantile of chi-square with any positive number of degrees of freedom. */
export function chiSquareQuantile(share: number, freedom: number): number {
  return risingRoot((x) => gammaShare(freedom / 2, x / 2) - share, 0, freedom + 20 * Math.sqrt(2 * freedom) + 60);
}

/** Value below which this share, 0.5 or more, of Student's t with so many degrees of freedom lies (26.7.1). */
export function studentQuantile(share: number, freedom: number): number {
  const below = (t: number): number => 1 - betaShare(freedom / (freedom + t * t), freedom / 2, 0.5) / 2;
  return risingRoot((t) => below(t) - share, 0, 1e6);
}

/** The zero of a rising function between two values, by halving: it never leaves the range and needs no slope. */
export function risingRoot(of: (x: number) => number, from: number, to: number): number {
  let low = from;
  let high = to;
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (of(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
