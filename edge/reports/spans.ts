/** Which time a report is about. */
import type { Range } from "../api/services/range.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Site } from "../contracts/plant/plant.ts";
import { siteCalendar } from "../contracts/plant/time-zone.ts";

const DAY_US = 86_400e6;
const STEP_US = 5 * 60e6;
/** A month of 31 days in which clocks are set back. */
const LONGEST_US = 31 * DAY_US + 3_600e6;
const EIGHT_HOURS_US = 8 * 3_600e6;

/** Since the end of the newest shift of the present one's name: the last shift of the same crew. */
export function sinceMyLastShift(site: Site, now: Micros): Range {
  const calendar = siteCalendar(site);
  const present = calendar.shiftAt(now);
  if (present === undefined) return { from: now - 3 * EIGHT_HOURS_US, to: now };
  for (let at = present.from - 1; at > now - 7 * DAY_US; at -= STEP_US) {
    const found = calendar.shiftAt(at);
    if (found !== undefined && found.shift.start === present.shift.start) return { from: found.to, to: now };
  }
  return { from: present.from, to: now };
}

/** Throws EdgeError `bad-request` for a span that no report takes. */
export function checkSpan({ from, to }: Range): void {
  if (from >= to) throw new EdgeError("bad-request", "from must be before to");
  if (to - from > LONGEST_US) throw new EdgeError("bad-request", "take 31 days at most");
}

/** The moment that a link opens: the last one of a span, in which the screen shows its figures. */
export function momentIn({ to }: Range): Micros {
  return to - 1_000;
}

/** The days that touch a span, cut at its ends. */
export function daysOf(site: Site, { from, to }: Range): Range[] {
  const calendar = siteCalendar(site);
  const days: Range[] = [];
  for (let at = from; at < to; ) {
    const day = calendar.dayAt(at);
    days.push({ from: at, to: Math.min(to, day.to) });
    at = day.to;
  }
  return days;
}
