import { ImpossiblePlant, type PlantDescription } from "../../contracts/forecast/description.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import { matchesAsset } from "../../contracts/plant/tag-pattern.ts";
import { minutesOf, type SiteCalendar, siteCalendar } from "../../contracts/plant/time-zone.ts";
import type { Openings } from "./openings.ts";

const MINUTE_S = 60;

/** When work may begin, by the site's shifts, workdays and breaks. */
export class WorkHours {
  readonly #plant: Pick<PlantDescription, "site" | "assets" | "kpis">;
  readonly #site: SiteCalendar;

  /** @throws ImpossiblePlant for breaks that lie outside of every shift, and days that do not exist */
  constructor(plant: Pick<PlantDescription, "site" | "assets" | "kpis">) {
    this.#plant = plant;
    this.#site = siteCalendar(plant.site);
    const problems = calendarProblems(plant);
    if (problems.length > 0) throw new ImpossiblePlant(problems);
  }

  /** For the asset, from an instant on, for so many seconds; undefined where work may begin at any time. */
  openings(label: string, at: Micros, lastsS: number): Openings | undefined {
    const { site, kpis, assets } = this.#plant;
    if (site.shifts.length === 0) return undefined;
    const asset = assets.find((one) => one.label === label) ?? { label, kind: "" };
    const breaks = kpis.breaks.filter(({ of }) => of === undefined || matchesAsset(of, asset));
    const open: (readonly [number, number])[] = [];
    const end = at + lastsS * 1e6;
    for (let time = at; time < end; ) {
      const shift = this.#site.shiftAt(time);
      if (shift === undefined) {
        time = this.#site.nextShift(time) ?? end;
        continue;
      }
      if (this.#isWorkday(shift.date)) {
        const holes = breaks.map(({ afterMin, lastsMin }) => {
          const from = (shift.from - at) / 1e6 + afterMin * MINUTE_S;
          return [from, from + lastsMin * MINUTE_S] as const;
        });
        addTo(open, [(shift.from - at) / 1e6, (shift.to - at) / 1e6], holes, lastsS);
      }
      time = shift.to;
    }
    const [only] = open;
    return open.length === 1 && only !== undefined && only[0] <= 0 && only[1] >= lastsS ? undefined : open;
  }

  #isWorkday(date: string): boolean {
    const { days } = this.#plant.kpis;
    return days === undefined || days.includes(new Date(`${date}T00:00:00Z`).getUTCDay() || 7);
  }
}

/** Adds what is left of a shift without its holes; what follows the last stretch without a gap lengthens it. */
function addTo(
  open: (readonly [number, number])[],
  [from, to]: readonly [number, number],
  holes: Openings,
  lastsS: number,
): void {
  let at = Math.max(0, from);
  const add = (end: number): void => {
    if (end <= at) return;
    const last = open.at(-1);
    if (last !== undefined && last[1] >= at) open[open.length - 1] = [last[0], end];
    else open.push([at, end]);
  };
  for (const [begin, end] of holes.toSorted((a, b) => a[0] - b[0])) {
    add(Math.min(begin, to, lastsS));
    at = Math.max(at, end);
  }
  add(Math.min(to, lastsS));
}

function calendarProblems({ site, kpis }: Pick<PlantDescription, "site" | "kpis">): readonly string[] {
  const longest = Math.max(
    0,
    ...site.shifts.map(({ start, end }) => {
      const length = minutesOf(end) - minutesOf(start);
      return length <= 0 ? length + 1440 : length;
    }),
  );
  const problems = kpis.breaks.flatMap(({ afterMin, lastsMin }, at) =>
    site.shifts.length > 0 && (afterMin < 0 || lastsMin <= 0 || afterMin + lastsMin > longest)
      ? [
          `kpis.breaks[${at}]: ${afterMin} to ${afterMin + lastsMin} min lies outside of every shift ` +
            `(the longest has ${longest} min); mend afterMin and lastsMin`,
        ]
      : [],
  );
  const days = kpis.days ?? [1];
  if (days.length === 0 || days.some((day) => !Number.isInteger(day) || day < 1 || day > 7))
    problems.push(`kpis.days: ${days.join(", ") || "no day"}; give days from 1, Monday, to 7, Sunday`);
  return problems;
}
