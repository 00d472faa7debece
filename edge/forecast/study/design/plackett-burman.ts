/**
 * Two-level designs of R. L. Plackett and J. P. Burman (Biometrika 33 (1946) 305) by Paley's construction: N runs for
 * up to N - 1 factors, where N - 1 is a prime of the form 4 m + 3, and twice such a design where that is smaller. With
 * its foldover (each run again with all levels turned round; G. E. P. Box and K. B. Wilson, Journal of the Royal
 * Statistical Society B 13 (1951) 1) main effects are free of interactions of two factors.
 */
const PRIMES = [3, 7, 11, 19, 23, 31, 43];

/** Rows of -1 and 1, one column for each of up to 40 factors; the foldover is the second half. */
export function foldedOver(factors: number): readonly (readonly number[])[] {
  const runs = hadamard(factors + 1).map((row) => row.slice(1, factors + 1));
  return [...runs, ...runs.map((row) => row.map((sign) => -sign))];
}

/** The smallest square of -1 and 1 with at least `least` orthogonal rows whose first column is 1. */
function hadamard(least: number): readonly (readonly number[])[] {
  const prime = PRIMES.find((one) => one + 1 >= least) as number;
  const half = PRIMES.find((one) => 2 * (one + 1) >= least) as number;
  if (2 * (half + 1) >= prime + 1) return paley(prime);
  const small = paley(half);
  return [...small.map((row) => [...row, ...row]), ...small.map((row) => [...row, ...row.map((sign) => -sign)])];
}

/** Of the squares modulo a prime 4 m + 3. */
function paley(prime: number): readonly (readonly number[])[] {
  const squares = new Set(Array.from({ length: prime - 1 }, (_, at) => (at + 1) ** 2 % prime));
  const sign = (difference: number): number =>
    difference === 0 ? -1 : squares.has((difference + prime) % prime) ? 1 : -1;
  const first = Array.from({ length: prime + 1 }, () => 1);
  const others = Array.from({ length: prime }, (_, row) => [
    1,
    ...Array.from({ length: prime }, (_, column) => sign(column - row)),
  ]);
  return [first, ...others];
}
