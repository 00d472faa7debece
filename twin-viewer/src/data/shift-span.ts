import type { Site } from "../../../edge/contracts/plant/plant.ts";
import { siteCalendar } from "../../../edge/contracts/plant/time-zone.ts";
import type { Span } from "./api.ts";

const EIGHT_HOURS_MS = 8 * 3_600_000;
const STEP_MS = 300_000;
const DAY_MS = 86_400_000;

/** The shift at an instant; between shifts, the eight hours before. */
export function shiftSpan(site: Pick<Site, "timeZone" | "shifts">, atMs: number): Span {
  const shift = siteCalendar(site).shiftAt(atMs * 1000);
  return shift === undefined
    ? { fromMs: atMs - EIGHT_HOURS_MS, toMs: atMs }
    : { fromMs: shift.from / 1000, toMs: shift.to / 1000 };
}

/** The last shift that ended before the shift of an instant began. */
export function lastShiftSpan(site: Pick<Site, "timeZone" | "shifts">, atMs: number): Span {
  const calendar = siteCalendar(site);
  const begun = shiftSpan(site, atMs).fromMs;
  for (let ms = begun - 1; ms > begun - DAY_MS; ms -= STEP_MS) {
    const shift = calendar.shiftAt(ms * 1000);
    if (shift !== undefined) return { fromMs: shift.from / 1000, toMs: shift.to / 1000 };
  }
  return { fromMs: begun - EIGHT_HOURS_MS, toMs: begun };
}
