import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import { merged } from "../model/elapsing.ts";
import type { LifePlan, ModelPlan, StartState } from "../model/plan.ts";

/** Components are replaced while their machines stand for it; times in hours from the start. Both are patterns. */
export interface Replacement {
  readonly machines: string;
  readonly component: string;
  readonly fromH: number;
  readonly hours: number;
}

/**
 * Machines with components whose end is foreseen stand, and these are new from then on, so that an end that would come
 * later does not come; one that comes before comes all the same. Other machines of the pattern go on. Gives why it
 * cannot be, with the remedy, where the end of none of them is foreseen.
 */
export function replacedIn<Begun extends { readonly plan: ModelPlan; readonly start: StartState }>(
  future: Begun,
  { machines, component, fromH, hours }: Replacement,
): Begun | string {
  const { lives = [] } = future.start;
  const ofMachine = lives.filter(({ machine }) => matchesWord(machines, machine));
  if (lives.length === 0)
    return "no end of a component is foreseen, so nothing is replaced; write out: for a machine that only stands";
  if (ofMachine.length === 0)
    return (
      `no end of a component of ${machines} is foreseen; it is of ${lives.map(nameOf).join(", ")}; ` +
      "write out: for a machine that only stands"
    );
  const meant = ofMachine.filter((life) => matchesWord(component, life.component));
  if (meant.length === 0)
    return `the end of ${component} of ${machines} is not foreseen; it is of ${ofMachine.map(nameOf).join(", ")}`;
  const standing = new Set(meant.flatMap(({ places }) => places));
  const stretch = [3600 * fromH, 3600 * (fromH + hours)] as const;
  const places = future.plan.places.map((place, at) =>
    standing.has(at) && (place.kind === "station" || place.kind === "belt")
      ? { ...place, outages: merged([...(place.outages ?? []), stretch]) }
      : place,
  );
  const renewed = (life: LifePlan): LifePlan =>
    meant.includes(life)
      ? { ...life, renewedS: Math.min(life.renewedS ?? Number.POSITIVE_INFINITY, stretch[0]) }
      : life;
  return { ...future, plan: { ...future.plan, places }, start: { ...future.start, lives: lives.map(renewed) } };
}

function nameOf({ machine, component }: LifePlan): string {
  return component === "" ? machine : `${machine} ${component}`;
}
