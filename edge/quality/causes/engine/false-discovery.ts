/** Correction of probabilities for the number of tests. */
import type { Correction } from "../../../contracts/quality/causes.ts";

/**
 * Adjusted probabilities, in the order of the given ones: the false discovery rate after Y. Benjamini and Y. Hochberg,
 * J. R. Stat. Soc. B 57 (1995) 289, or the family-wise error after S. Holm, Scand. J. Stat. 6 (1979) 65.
 */
export function adjusted(probabilities: readonly number[], correction: Correction): readonly number[] {
  const count = probabilities.length;
  const order = probabilities.map((_, at) => at).sort((a, b) => pOf(a) - pOf(b));
  const result = new Array<number>(count);
  function pOf(at: number): number {
    return probabilities[at] as number;
  }
  let bound = correction === "holm" ? 0 : 1;
  for (let step = 0; step < count; step++) {
    const rank = correction === "holm" ? step : count - 1 - step;
    const at = order[rank] as number;
    bound =
      correction === "holm"
        ? Math.max(bound, Math.min(1, (count - rank) * pOf(at)))
        : Math.min(bound, (count / (rank + 1)) * pOf(at));
    result[at] = bound;
  }
  return result;
}
