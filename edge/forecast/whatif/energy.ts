import type { LearntPower } from "../learn/power.ts";
import type { ModelPlan, PlacePlan } from "../model/plan.ts";
import type { RunResult } from "../model/tally.ts";

type Powers = Readonly<Record<string, LearntPower>>;

/** Electricity of the machines whose power is known, in one run, kWh (rule FK75). */
export function energyOf(run: RunResult, { places }: ModelPlan, powers: Powers, horizonS: number): number {
  const hours = horizonS / 3600;
  // A machine that pieces pass twice is two places with one label: it takes its power once.
  const byLabel = Map.groupBy(places.keys(), (at) => (places[at] as PlacePlan).label);
  return [...byLabel].reduce((sum, [label, ats]) => {
    const power = powers[label];
    if (power === undefined) return sum;
    // Only stations count their time at work: everything else with a meter takes its mean.
    if (places[ats[0] as number]?.kind !== "station") return sum + hours * power.meanKw;
    const share = ats.reduce((all, at) => all + workingIn(run, at), 0);
    return sum + hours * (power.elseKw + Math.min(1, share) * (power.workingKw - power.elseKw));
  }, 0);
}

/** Share of the run in which a station worked or was repaired: what stands for certain takes no power of work. */
function workingIn({ busy, stood }: RunResult, place: number): number {
  return (busy[place] as number) - (stood[place] as number);
}

/** Machines of a plan whose electricity is counted, and those whose is not known. */
export function meteredIn(
  { places }: ModelPlan,
  powers: Powers,
): { readonly with: string[]; readonly without: string[] } {
  const machines = places.flatMap((place) => (place.kind === "station" ? [place.label] : []));
  const known = Object.keys(powers).filter((label) => places.some((place) => place.label === label));
  const without = new Set(machines.filter((label) => powers[label] === undefined));
  return { with: known.sort(), without: [...without].sort() };
}
