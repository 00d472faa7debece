import type { LearntPower } from "../learn/power.ts";
import type { ModelPlan } from "../model/plan.ts";
import type { RunResult } from "../model/tally.ts";

type Powers = Readonly<Record<string, LearntPower>>;

/** Electricity of the machines whose power is known, in one run, kWh (rule FK75). */
export function energyOf(run: RunResult, { places }: ModelPlan, powers: Powers, horizonS: number): number {
  const known = new Set<string>();
  return places.reduce((sum, { label, kind }) => {
    const power = powers[label];
    // A machine that pieces pass twice is two places with one label: it takes its power once.
    if (power === undefined || known.has(label)) return sum;
    known.add(label);
    // Only stations count their time at work: what else has a meter takes its mean.
    if (kind !== "station") return sum + (horizonS / 3600) * power.meanKw;
    const share = places.reduce((all, one, at) => (one.label === label ? all + workingIn(run, at) : all), 0);
    return sum + (horizonS / 3600) * (power.elseKw + Math.min(1, share) * (power.workingKw - power.elseKw));
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
