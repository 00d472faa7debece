import type { PlannedFault, Scenario } from "../../../scenario/scenario.ts";
import { FAULT_KINDS } from "./registry.ts";

/** Wear rate of a part relative to a real plant, by asset and part; 1 if the scenario does not change it. */
export type WearFactors = (asset: string, component: string) => number;

/**
 * The scenario's acceleration of wear. Machines publish it, so that minutes of a demonstration are not mistaken for the
 * life of a real bearing. It is constant during a run and does not reveal whether a fault has begun.
 */
export function wearFactorsOf({
  wear,
  faults,
  leftOut = [],
}: Pick<Scenario, "wear" | "faults" | "leftOut">): WearFactors {
  const byPart = new Map<string, number>();
  for (const fault of [...faults, ...leftOut]) {
    const factor = factorOf(fault, wear);
    if (factor === undefined) continue;
    const part = `${fault.asset}/${partOf(fault.component)}`;
    byPart.set(part, Math.max(byPart.get(part) ?? 1, factor));
  }
  return (asset, component) => byPart.get(`${asset}/${component}`) ?? (component === "tool" ? wear : 1);
}

/** Undefined for faults that are not wear, or that take as long as in a real plant. */
function factorOf({ kind, overS, severity, parameters }: PlannedFault, wear: number): number | undefined {
  if (kind === "tool-wear") return wear * (1 + severity * (Number(parameters["factor"]) - 1));
  const usual = FAULT_KINDS.get(kind)?.usual;
  // Damage without growth is not accelerated: it existed before.
  if (usual === undefined || overS === 0) return undefined;
  const factor = (usual.overS * severity) / overS;
  return factor > 1 ? factor : undefined;
}

/** A robot's gears share one factor. */
function partOf(component: string): string {
  return component.startsWith("joint-") ? "gears" : component;
}
