/** Whether a group goes with the defect among pieces that are alike in another one. */
import { normalShare } from "../../statistics/special-functions.ts";

/**
 * Probability of so strong an association of `within` with the defect inside the strata of `given` by chance, one-sided
 * (N. Mantel and W. Haenszel, J. Natl. Cancer Inst. 22 (1959) 719, with correction for continuity). 1: no stratum has
 * both pieces with and without it.
 */
export function conditionalProbability(within: Uint8Array, given: Uint8Array, isBad: Uint8Array): number {
  const pieces = new Float64Array(4);
  const bad = new Float64Array(4);
  for (let row = 0; row < isBad.length; row++) {
    const cell = (given[row] as number) * 2 + (within[row] as number);
    pieces[cell] = (pieces[cell] as number) + 1;
    bad[cell] = (bad[cell] as number) + (isBad[row] as number);
  }
  let [excess, variance] = [0, 0];
  for (const stratum of [0, 2]) {
    const [outer, inner] = [pieces[stratum] as number, pieces[stratum + 1] as number];
    const all = outer + inner;
    const badAll = (bad[stratum] as number) + (bad[stratum + 1] as number);
    if (outer === 0 || inner === 0 || all < 2) continue;
    excess += (bad[stratum + 1] as number) - (badAll * inner) / all;
    variance += (inner * outer * badAll * (all - badAll)) / (all * all * (all - 1));
  }
  if (!(variance > 0) || excess <= 0.5) return 1;
  return normalShare(-(excess - 0.5) / Math.sqrt(variance));
}
