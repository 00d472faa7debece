/** Exact test of one level against the others (R. A. Fisher, The Design of Experiments, 1935, chapter II). */

/** Logarithms of factorials from 0!, enlarged as needed. */
let table = new Float64Array(1);

function logFactorials(most: number): Float64Array {
  if (most < table.length) return table;
  const grown = new Float64Array(Math.max(most + 1, 2 * table.length));
  grown.set(table);
  for (let at = table.length; at < grown.length; at++) grown[at] = (grown[at - 1] as number) + Math.log(at);
  table = grown;
  return table;
}

/** A fourfold table: `bad` of `pieces` are bad, and `badWithin` of `within`. */
export interface Fourfold {
  readonly pieces: number;
  readonly bad: number;
  readonly within: number;
  readonly badWithin: number;
}

/** Probability of at least so many bad pieces within, if they were drawn by chance. */
export function upperTail({ pieces, bad, within, badWithin }: Fourfold): number {
  const f = logFactorials(pieces);
  const of = (n: number): number => f[n] as number;
  const most = Math.min(bad, within);
  if (badWithin <= Math.max(0, bad + within - pieces)) return 1;
  const constant = of(bad) + of(pieces - bad) + of(within) + of(pieces - within) - of(pieces);
  const logTerm = (k: number): number =>
    constant - of(k) - of(bad - k) - of(within - k) - of(pieces - bad - within + k);
  let term = Math.exp(logTerm(badWithin));
  let sum = term;
  for (let k = badWithin; k < most && (term > 1e-12 * sum || k * pieces < bad * within); k++) {
    term *= ((bad - k) * (within - k)) / ((k + 1) * (pieces - bad - within + k + 1));
    sum += term;
  }
  return Math.min(1, sum);
}

/** Probabilities of each possible number of bad pieces within, from the `least` on, if they were drawn by chance. */
export function hypergeometricShares({ pieces, bad, within }: Omit<Fourfold, "badWithin">): {
  readonly least: number;
  readonly shares: Float64Array;
} {
  const f = logFactorials(pieces);
  const of = (n: number): number => f[n] as number;
  const least = Math.max(0, bad + within - pieces);
  const constant = of(bad) + of(pieces - bad) + of(within) + of(pieces - within) - of(pieces);
  const shares = Float64Array.from({ length: Math.min(bad, within) - least + 1 }, (_, more) => {
    const k = least + more;
    return Math.exp(constant - of(k) - of(bad - k) - of(within - k) - of(pieces - bad - within + k));
  });
  return { least, shares };
}
