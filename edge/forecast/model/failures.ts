import { type Distribution, exponential } from "../kernel/distributions.ts";
import { distributionOf, isEnough, type LearntFailures } from "../learn/learnt.ts";
import type { StationPlan } from "./plan.ts";
import { residual } from "./residual.ts";
import { errorFactor } from "./within-error.ts";

/** Shorter means are none. */
const SHORTEST_S = 1;

/**
 * Breakdowns of a station. Times between them are exponential, because few failures tell no more than a mean; so are
 * repairs of which few were seen. A run moves rate and mean by the error that so many leave, 1 / √n (rule FK33).
 * `entity`: the same for stations that share what was seen, because they share its error.
 */
export function failuresFor(
  { n, workingS, repair }: LearntFailures,
  errorSeed: number | undefined,
  entity: number,
): StationPlan["failures"] {
  const { mean } = repair;
  const meanS = workingS / n / moved(n, errorSeed, "failure", entity);
  const factor = moved(repair.n, errorSeed, "repair", entity);
  return {
    between: exponential(Math.max(SHORTEST_S, meanS)),
    repair: isEnough(repair) ? distributionOf(repair, factor) : exponential(Math.max(SHORTEST_S, mean * factor)),
  };
}

/** Factor on a rate or mean of `n` observations: 1 on average, so that runs stand for as long as was seen together. */
function moved(n: number, errorSeed: number | undefined, kind: "failure" | "repair", entity: number): number {
  const error = 1 / Math.sqrt(n);
  return errorSeed === undefined ? 1 : errorFactor(errorSeed, error, kind, entity) * Math.exp(-(error ** 2) / 2);
}

/** What is left of an outage that has lasted for so long; exponential with that as its mean where none was seen. */
export function outageLeft(failures: StationPlan["failures"], forS: number): Distribution {
  return residual(failures?.repair ?? (() => 0), forS);
}
