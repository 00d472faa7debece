/** Findings that one fault may explain indirectly although others may have caused them: rule E24. Pure. */
import { explains, type Grounds } from "../judge.ts";
import type { Occurrence } from "../occurrences.ts";
import type { TrueFault } from "../truth.ts";
import { splitByTwins } from "./matching.ts";

/**
 * `settled`: nothing is open, the expectations alone decide. `effect`: it is missing in the run without one of the
 * faults. `refuted`: it also occurs in the run without each of them. `disputed`: a run without one of them would say
 * more.
 */
export type Claim = "settled" | "effect" | "refuted" | "disputed";

/** Findings of runs without one fault, by the fault's name. */
export type LeaveOneOut = ReadonlyMap<string, readonly Occurrence[]>;

export function claimOf(finding: Occurrence, grounds: Grounds, without: LeaveOneOut): Claim {
  const names = candidatesOf(finding, grounds);
  if (names.length === 0) return "settled";
  const runs = names.map((name) => without.get(name));
  const isGone = (heard: readonly Occurrence[]): boolean => splitByTwins([finding], heard).only.length > 0;
  if (runs.some((heard) => heard !== undefined && isGone(heard))) return "effect";
  return runs.every((heard) => heard !== undefined) ? "refuted" : "disputed";
}

/** Names of the faults whose absence settles a dispute; empty where there is none. */
export function candidatesOf(finding: Occurrence, { faults, assetOf }: Grounds): readonly string[] {
  const asset = assetOf.get(finding.label);
  const begun = new Set(faults.filter(({ beginsAt }) => beginsAt <= finding.raisedAt).map(({ id }) => id));
  const explaining = faults.filter((fault) => explains(fault, finding, asset) !== undefined);
  const isClear = (fault: TrueFault): boolean =>
    fault.asset === finding.label || explains(fault, finding, asset) === "right";
  return begun.size < 2 || explaining.some(isClear) ? [] : [...new Set(explaining.map(({ id }) => id))];
}
