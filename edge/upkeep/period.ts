/** Calendar intervals: ISO 8601 durations of whole days and more, by the site's clocks. Pure. */
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Zone } from "../contracts/plant/time-zone.ts";

export const PERIOD_PATTERN = "^P(?=\\d)(\\d{1,3}Y)?(\\d{1,3}M)?(\\d{1,3}W)?(\\d{1,4}D)?$";

export interface Period {
  readonly months: number;
  readonly days: number;
}

const DAY_MS = 86_400_000;

/** Undefined for a text that is no such duration, and for one of no length. */
export function periodOf(text: string): Period | undefined {
  const found = new RegExp(PERIOD_PATTERN).exec(text);
  if (found === null) return undefined;
  const [years, months, weeks, days] = found.slice(1).map((part) => Number.parseInt(part ?? "0", 10)) as [
    number,
    number,
    number,
    number,
  ];
  const period = { months: 12 * years + months, days: 7 * weeks + days };
  return period.months + period.days > 0 ? period : undefined;
}

/** The same clock time after the period. A day that the month lacks is its last one: 31 August, P6M, 28 February. */
export function afterPeriod(at: Micros, { months, days }: Period, zone: Zone): Micros {
  const local = zone.toLocal(at / 1000);
  const date = new Date(Math.floor(local / DAY_MS) * DAY_MS);
  const clock = local - date.getTime();
  const month = date.getUTCMonth() + months;
  const last = new Date(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const day = Date.UTC(date.getUTCFullYear(), month, Math.min(date.getUTCDate(), last));
  return zone.toUtc(day + days * DAY_MS + clock) * 1000;
}

/** Midnight at which the day begins, by the site's clocks. */
export function startOfDay(day: string, zone: Zone): Micros {
  return zone.toUtc(Date.parse(`${day}T00:00:00Z`)) * 1000;
}
