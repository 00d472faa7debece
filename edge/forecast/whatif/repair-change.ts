import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import type { LifePlan, StartState } from "../model/plan.ts";

/** Components are replaced while their machines stand for it; times in hours from the start. Both are patterns. */
export interface Replacement {
  readonly machines: string;
  readonly component: string;
  readonly fromH: number;
  readonly hours: number;
}

/**
 * Components whose end is foreseen are new from then on, so that an end that would come later does not come; one that
 * comes before comes all the same. Gives why it cannot be, with the remedy, where the end of none of them is foreseen.
 */
export function replacedIn<Begun extends { readonly start: StartState }>(
  future: Begun,
  { machines, component, fromH }: Replacement,
): Begun | string {
  const { lives = [] } = future.start;
  const ofMachine = lives.filter(({ machine }) => matchesWord(machines, machine));
  if (ofMachine.length === 0)
    return (
      `the end of no component of ${machines} is foreseen, so there is nothing to replace; ` +
      `${lives.length === 0 ? "" : `it is of ${lives.map(nameOf).join(", ")}; `}` +
      "write out: for a machine that only stands"
    );
  if (!ofMachine.some((life) => matchesWord(component, life.component)))
    return `the end of ${component} of ${machines} is not foreseen; it is of ${ofMachine.map(nameOf).join(", ")}`;
  const renewed = (life: LifePlan): LifePlan =>
    matchesWord(machines, life.machine) && matchesWord(component, life.component)
      ? { ...life, renewedS: Math.min(life.renewedS ?? Number.POSITIVE_INFINITY, 3600 * fromH) }
      : life;
  return { ...future, start: { ...future.start, lives: lives.map(renewed) } };
}

function nameOf({ machine, component }: LifePlan): string {
  return component === "" ? machine : `${machine} ${component}`;
}
