import { type Distribution, exponential } from "../kernel/distributions.ts";
import { distributionOf, isEnough, type LearntFailures } from "../learn/learnt.ts";
import type { StationPlan } from "./plan.ts";
import { residual } from "./residual.ts";
import { errorFactor } from "./within-error.ts";

/** Shorter means are none. */
const SHORTEST_S = 1;

/**
 * Breakdowns of a station. Times between them are exponential, because few failures tell no more than a mean; so are
 * repairs of which few were seen. A run moves both means by the error that a mean of so many has, 1 / √n (rule FK33).
 */
export function failuresFor(
  { n, workingS, repair }: LearntFailures,
  errorSeed: number | undefined,
  at: number,
): StationPlan["failures"] {
  const meanS = (workingS / n) * errorFactor(errorSeed, 1 / Math.sqrt(n), "failure", at);
  const { mean } = repair;
  const factor = errorFactor(errorSeed, 1 / Math.sqrt(repair.n), "repair", at);
  return {
    between: exponential(Math.max(SHORTEST_S, meanS)),
    repair: isEnough(repair) ? distributionOf(repair, factor) : exponential(Math.max(SHORTEST_S, mean * factor)),
  };
}

/** What is left of an outage that has lasted for so long; exponential with that as its mean where none was seen. */
export function outageLeft(failures: StationPlan["failures"], forS: number): Distribution {
  return residual(failures?.repair ?? (() => 0), forS);
}
