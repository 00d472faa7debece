import type { Span } from "../../data/api.ts";
import { type Columns, indexAt } from "./columns.ts";
import type { Scale } from "./scale.ts";

/**
 * How long a curve was in each of `bins` equal parts of a scale, as a share of the time in which its value was known.
 */
export function timeShares(columns: Columns, { fromMs, toMs }: Span, { low, high }: Scale, bins: number): Float64Array {
  const shares = new Float64Array(bins);
  let total = 0;
  for (let i = Math.max(0, indexAt(columns, fromMs)); i < columns.length; i++) {
    const begin = columns.times[i] as number;
    if (begin >= toMs) break;
    const value = columns.mean[i] as number;
    const heldMs = Math.min(columns.untils[i] as number, toMs) - Math.max(begin, fromMs);
    if (Number.isNaN(value) || heldMs <= 0 || value < low || value > high) continue;
    const bin = Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins));
    shares[bin] = (shares[bin] as number) + heldMs;
    total += heldMs;
  }
  if (total > 0) for (let bin = 0; bin < bins; bin++) shares[bin] = (shares[bin] as number) / total;
  return shares;
}
