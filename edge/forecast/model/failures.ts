import { type Distribution, exponential } from "../kernel/distributions.ts";
import { distributionOf, type LearntFailures } from "../learn/learnt.ts";
import type { StationPlan } from "./plan.ts";
import { residual } from "./residual.ts";
import { offOf } from "./within-error.ts";

/** Shorter means are none. */
const SHORTEST_S = 1;

/**
 * Breakdowns of a station. Times between them are exponential, because few failures tell no more than a mean; so are
 * repairs of which few were seen. A run moves rate and mean by the error that so many leave, 1 / √n (rule FK33).
 * `entity`: the same for stations that share what was seen, because they share its error.
 */
export function failuresFor(
  { rate, repairRate, repair }: LearntFailures,
  errorSeed: number | undefined,
  entity: number,
): StationPlan["failures"] {
  const betweenS = rate.seconds / rate.n / moved(rate.n, errorSeed, "failure", entity);
  const repairS = (repairRate.seconds / repairRate.n) * moved(repairRate.n, errorSeed, "repair", entity);
  return {
    between: exponential(Math.max(SHORTEST_S, betweenS)),
    repair:
      repair !== null && repair.mean > 0
        ? distributionOf(repair, repairS / repair.mean)
        : exponential(Math.max(SHORTEST_S, repairS)),
  };
}

/** Factor on a rate or mean of `n` observations: 1 on average, so that runs stand for as long as was seen together. */
function moved(n: number, errorSeed: number | undefined, kind: "failure" | "repair", entity: number): number {
  const error = 1 / Math.sqrt(n);
  return errorSeed === undefined ? 1 : Math.exp(error * offOf(errorSeed, kind, entity) - error ** 2 / 2);
}

/** What is left of an outage that has lasted for so long; exponential with that as its mean where none was seen. */
export function outageLeft(failures: StationPlan["failures"], forS: number): Distribution {
  return residual(failures?.repair ?? (() => 0), forS);
}
