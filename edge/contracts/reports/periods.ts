/** Periods of the site's calendar that reports are about. */
import type { Micros } from "../path/sample-batch.ts";
import type { Site } from "../plant/plant.ts";
import { type SiteCalendar, siteCalendar } from "../plant/time-zone.ts";
import type { ReportKind } from "./document.ts";

const DAY_US = 86_400e6;
const STEP_US = 5 * 60e6;
/** Without a shift for this long, there is none. */
const SEARCHED_US = 31 * DAY_US;

type CalendarSite = Pick<Site, "timeZone" | "shifts">;

/** A period of the site's calendar: as planned, also where it is not over. */
export interface ReportPeriod {
  readonly from: Micros;
  readonly to: Micros;
  /** Name of the shift. */
  readonly shift?: Readonly<Record<"zh" | "en", string>>;
}

type PeriodWord = "shift" | "day" | "month";

/** The periods that reports of each kind are about. */
const PERIOD_OF: Readonly<Record<ReportKind, PeriodWord>> = {
  brief: "shift",
  shift: "shift",
  day: "day",
  order: "shift",
  machine: "shift",
  energy: "month",
  alarms: "month",
  changes: "shift",
  quality: "day",
};

/** The period of a kind that an instant lies in; undefined between shifts. */
export function periodAt(site: CalendarSite, kind: ReportKind, at: Micros): ReportPeriod | undefined {
  const calendar = siteCalendar(site);
  switch (PERIOD_OF[kind]) {
    case "shift": {
      if (site.shifts.length === 0) return dayAt(calendar, at);
      const found = calendar.shiftAt(at);
      return found === undefined ? undefined : { from: found.from, to: found.to, shift: found.shift.name };
    }
    case "day":
      return dayAt(calendar, at);
    case "month":
      return monthAt(calendar, at);
  }
}

/** The newest period of a kind that ended by an instant; undefined where none did within a month. */
export function periodBefore(site: CalendarSite, kind: ReportKind, instant: Micros): ReportPeriod | undefined {
  const present = periodAt(site, kind, instant);
  const begin = (present?.from ?? instant) - 1;
  for (let at = begin; at > begin - SEARCHED_US; at -= STEP_US) {
    const found = periodAt(site, kind, at);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The period at an instant or, between shifts, the next one; undefined where none begins within a month. */
export function periodFrom(site: CalendarSite, kind: ReportKind, instant: Micros): ReportPeriod | undefined {
  for (let at = instant; at < instant + SEARCHED_US; at += STEP_US) {
    const found = periodAt(site, kind, at);
    if (found !== undefined) return found;
  }
  return undefined;
}

function dayAt(calendar: SiteCalendar, at: Micros): ReportPeriod {
  const { from, to } = calendar.dayAt(at);
  return { from, to };
}

function monthAt(calendar: SiteCalendar, at: Micros): ReportPeriod {
  const monthOf = (time: Micros): string => calendar.dayAt(time).date.slice(0, 7);
  const month = monthOf(at);
  let first = calendar.dayAt(at);
  while (monthOf(first.from - 1) === month) first = calendar.dayAt(first.from - 1);
  let last = calendar.dayAt(at);
  while (monthOf(last.to) === month) last = calendar.dayAt(last.to);
  return { from: first.from, to: last.to };
}
