import type { PlannedFault, Scenario } from "../../../scenario/scenario.ts";
import { FAULT_KINDS } from "./registry.ts";

/** How many times as fast as in a real plant a part wears, by asset and part; 1 where the scenario leaves it alone. */
export type WearFactors = (asset: string, component: string) => number;

/**
 * What the scenario makes of the time that wear takes: machines publish it, so that nobody takes the minutes of a
 * demonstration for those of a real bearing. It is what the scenario's file says and the same from beginning to end:
 * whether a fault has begun is not in it.
 */
export function wearFactorsOf({ wear, faults }: Pick<Scenario, "wear" | "faults">): WearFactors {
  const byPart = new Map<string, number>();
  for (const fault of faults) {
    const factor = factorOf(fault, wear);
    if (factor === undefined) continue;
    const part = `${fault.asset}/${partOf(fault.component)}`;
    byPart.set(part, Math.max(byPart.get(part) ?? 1, factor));
  }
  return (asset, component) => byPart.get(`${asset}/${component}`) ?? (component === "tool" ? wear : 1);
}

/** Undefined for what is no wear, or takes as long as it does in a real plant. */
function factorOf({ kind, overS, severity, parameters }: PlannedFault, wear: number): number | undefined {
  if (kind === "tool-wear") return wear * (1 + severity * (Number(parameters["factor"]) - 1));
  const usual = FAULT_KINDS.get(kind)?.usual;
  // Damage that is there at once was not sped up: it was there before.
  if (usual === undefined || overS === 0) return undefined;
  const factor = (usual.overS * severity) / overS;
  return factor > 1 ? factor : undefined;
}

/** A robot's gears are told of together. */
function partOf(component: string): string {
  return component.startsWith("joint-") ? "gears" : component;
}
