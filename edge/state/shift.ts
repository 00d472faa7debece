import type { Site } from "../contracts/plant.ts";
import type { Micros } from "../contracts/sample-batch.ts";

/** One shift on one day, as instants. */
export interface ShiftSpan {
  readonly from: Micros;
  readonly to: Micros;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const DAY_MS = 86_400_000;

/** The shift that a moment lies in, by the site's wall clock; undefined between shifts. Days of 23 and 25 hours make shifts shorter and longer. */
export function shiftAt(site: Site, now: Micros): ShiftSpan | undefined {
  const nowMs = now / 1000;
  const today = wallClockMs(nowMs, site.timeZone);
  const midnight = Math.floor(today / DAY_MS) * DAY_MS;
  for (const shift of site.shifts) {
    const startMs = timeOfDayMs(shift.start);
    const endMs = timeOfDayMs(shift.end);
    // Yesterday's, because a night shift began then.
    for (const day of [midnight - DAY_MS, midnight]) {
      const from = instantMs(day + startMs, site.timeZone) * 1000;
      const to = instantMs(day + endMs + (endMs <= startMs ? DAY_MS : 0), site.timeZone) * 1000;
      if (from <= now && now < to) return { from, to };
    }
  }
  return undefined;
}

function timeOfDayMs(text: string): number {
  const [hours, minutes] = text.split(":").map(Number) as [number, number];
  return (hours * 60 + minutes) * 60_000;
}

/** What the wall clock of a zone shows, as if it were UTC. */
function wallClockMs(instant: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    const two = "2-digit";
    format = new Intl.DateTimeFormat("en-GB", { timeZone, hourCycle: "h23", year: "numeric", month: two, day: two, hour: two, minute: two, second: two });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(instant).map((part) => [part.type, Number(part.value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) as number;
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
}

/** The instant at which a zone's wall clock shows `wall`. A wall time that is left out in spring means the moment after the change; one that comes twice, the first. */
function instantMs(wall: number, timeZone: string): number {
  const before = wall - DAY_MS;
  const after = wall + DAY_MS;
  const early = wall - (wallClockMs(before, timeZone) - before);
  const late = wall - (wallClockMs(after, timeZone) - after);
  const hits = [early, late].filter((instant) => wallClockMs(instant, timeZone) === wall);
  return hits.length > 0 ? Math.min(...hits) : Math.max(early, late);
}
