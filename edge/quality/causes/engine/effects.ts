/** How strong an association is, with 95 % intervals. */
import type { BadShare, EffectInterval } from "../../../contracts/quality/causes.ts";
import { BINS, binOf, binsOf } from "./scan-column.ts";

const Z = 1.959964;

/** Interval of a share (E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209). */
function wilson({ bad, pieces }: BadShare): EffectInterval {
  if (pieces === 0) return { value: 0, low: 0, high: 1 };
  const share = bad / pieces;
  const middle = (share + (Z * Z) / (2 * pieces)) / (1 + (Z * Z) / pieces);
  const half = (Z * Math.sqrt((share * (1 - share)) / pieces + (Z * Z) / (4 * pieces ** 2))) / (1 + (Z * Z) / pieces);
  return { value: share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** Difference of two shares (R. G. Newcombe, Stat. Med. 17 (1998) 873, method 10). */
export function differenceOf(within: BadShare, outside: BadShare): EffectInterval {
  const [a, b] = [wilson(within), wilson(outside)];
  const value = a.value - b.value;
  return {
    value,
    low: value - Math.hypot(a.value - a.low, b.high - b.value),
    high: value + Math.hypot(a.high - a.value, b.value - b.low),
  };
}

/** Quotient of two shares (D. Katz et al., Biometrics 34 (1978) 469), with half a piece added to each count. */
export function ratioOf(within: BadShare, outside: BadShare): EffectInterval {
  const [a, n] = [within.bad + 0.5, within.pieces + 0.5];
  const [b, m] = [outside.bad + 0.5, outside.pieces + 0.5];
  const value = a / n / (b / m);
  const spread = Math.exp(Z * Math.sqrt(Math.max(0, 1 / a - 1 / n + 1 / b - 1 / m)));
  return { value, low: value / spread, high: value * spread };
}

/**
 * Cliff's delta of bad against good values: 1 if all bad ones are greater, -1 if all are less; values that are equal to
 * a thousandth of the range count as equal. The interval is by the standard error of the area under the curve (J. A.
 * Hanley and B. J. McNeil, Radiology 143 (1982) 29).
 */
export function cliffsDelta(values: Float32Array, isBad: Uint8Array): EffectInterval | null {
  const bins = binsOf(values);
  if (bins === undefined) return null;
  const counts = new Float64Array(2 * BINS);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (Number.isNaN(value)) continue;
    const cell = 2 * binOf(value, bins) + (isBad[row] as number);
    counts[cell] = (counts[cell] as number) + 1;
  }
  let [good, bad, below] = [0, 0, 0];
  for (let bin = 0; bin < BINS; bin++) {
    const [goodHere, badHere] = [counts[2 * bin] as number, counts[2 * bin + 1] as number];
    below += badHere * (good + goodHere / 2);
    good += goodHere;
    bad += badHere;
  }
  if (bad === 0 || good === 0) return null;
  const area = below / (bad * good);
  const [q1, q2] = [area / (2 - area), (2 * area * area) / (1 + area)];
  const variance =
    (area * (1 - area) + (bad - 1) * (q1 - area * area) + (good - 1) * (q2 - area * area)) / (bad * good);
  const half = 2 * Z * Math.sqrt(Math.max(0, variance));
  const value = 2 * area - 1;
  return { value, low: Math.max(-1, value - half), high: Math.min(1, value + half) };
}
