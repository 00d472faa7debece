import type { Crew, CrewTask, PlantDescription } from "../../contracts/forecast/description.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import { siteCalendar } from "../../contracts/plant/time-zone.ts";
import { WorkHours } from "../model/calendar.ts";
import type { OnDuty } from "../model/openings.ts";
import { isNamed } from "./crew-problems.ts";

/**
 * How many people of a crew are on duty from an instant on, for so many seconds: in the site's shifts, but not in
 * breaks of the whole plant and on other days. Always the same number where the site has no shifts.
 */
export function onDuty(
  { people, shifts: own = [] }: Crew,
  plant: Pick<PlantDescription, "site" | "assets" | "kpis">,
  at: Micros,
  lastsS: number,
): OnDuty {
  const site = siteCalendar(plant.site);
  const made: [fromS: number, people: number][] = [[0, 0]];
  const add = (fromS: number, count: number): void => {
    const last = made.at(-1) as (typeof made)[number];
    if (last[0] === fromS) last[1] = count;
    else if (last[1] !== count) made.push([fromS, count]);
  };
  const hours = new WorkHours(plant).openings("", at, lastsS) ?? [[0, lastsS]];
  for (const [from, to] of hours) {
    for (let time = from; time < to; ) {
      const on = site.shiftAt(at + time * 1e6);
      const line = on === undefined ? undefined : own.find(({ shift }) => isNamed(on.shift, shift));
      add(time, line?.people ?? people);
      const end = on === undefined ? to : (on.to - at) / 1e6;
      time = end > time ? Math.min(to, end) : to;
    }
    add(to, 0);
  }
  return made;
}

/** Number of the crew that does a task at a machine; undefined: it needs nobody who is counted. */
export function crewFor(crews: readonly Crew[], task: CrewTask, machine: string): number | undefined {
  const found = crews.findIndex(
    ({ for: tasks, at }) => tasks.includes(task) && at.some((word) => matchesWord(word, machine)),
  );
  return found < 0 ? undefined : found;
}
