import type { LearntPower } from "../learn/power.ts";
import type { ModelPlan } from "../model/plan.ts";
import type { RunResult } from "../model/tally.ts";

type Powers = Readonly<Record<string, LearntPower>>;

/** Electricity of the machines whose power is known, in one run, kWh (rule FK75). */
export function energyOf({ busy }: RunResult, { places }: ModelPlan, powers: Powers, horizonS: number): number {
  return places.reduce((sum, { label }, place) => {
    const power = powers[label];
    if (power === undefined) return sum;
    const share = busy[place] as number;
    return sum + (horizonS / 3600) * (share * power.workingKw + (1 - share) * power.elseKw);
  }, 0);
}

/** Machines of a plan whose electricity is counted, and those whose is not known. */
export function meteredIn(
  { places }: ModelPlan,
  powers: Powers,
): { readonly with: string[]; readonly without: string[] } {
  const machines = places.flatMap((place) => (place.kind === "station" ? [place.label] : []));
  const known = Object.keys(powers).filter((label) => places.some((place) => place.label === label));
  return { with: known.sort(), without: machines.filter((label) => powers[label] === undefined).sort() };
}
