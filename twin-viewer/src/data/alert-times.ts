import { t } from "../i18n/language.ts";
import type { AlertRecord } from "./alert-record.ts";
import { formatAge, formatClock, formatDate, formatMoment } from "./format.ts";

/** Time of day at the site, with the date unless it is today. */
export function clockOrMoment(ms: number, zone: string, nowMs: number): string {
  return formatDate(ms, zone) === formatDate(nowMs, zone) ? formatClock(ms, zone) : formatMoment(ms, zone);
}

type Lived = Pick<AlertRecord, "raisedMs" | "clearedMs" | "state">;

const DAY_MS = 86_400_000;

/** A time to come at the site, without seconds: "today 08:00", "tomorrow 08:00", else the day. */
export function dayAndClock(ms: number, zone: string, nowMs: number): string {
  const [date, clock] = [formatDate(ms, zone), formatClock(ms, zone, false)];
  if (date === formatDate(nowMs, zone)) return t("time.today", { clock });
  // A day of 23 or 25 hours still ends between these two.
  const isTomorrow = date === formatDate(nowMs + DAY_MS, zone) && ms > nowMs;
  return isTomorrow ? t("time.tomorrow", { clock }) : `${date} ${clock}`;
}

/** Duration of its cause, milliseconds; up to `nowMs` while it is active. */
export function stoodMs({ raisedMs, clearedMs }: Lived, nowMs: number): number {
  return Math.max(0, (clearedMs ?? nowMs) - raisedMs);
}

/**
 * "for 4 min" while it is active; "cleared 16 s ago, lasted 4 min" once it is over. A bare span would be
 * ambiguous. `lastHeardMs`: when an absent plant was last heard. Whether an alert still stands is not known since then:
 * "for 4 min, as of 3 h ago" (rule CV54).
 */
export function livedText(alert: Lived, nowMs: number, lastHeardMs: number | null = null): string {
  const age = formatAge(stoodMs(alert, lastHeardMs ?? nowMs));
  if (alert.clearedMs !== undefined)
    return t("alerts.cleared-ago", { ago: formatAge(Math.max(0, nowMs - alert.clearedMs)), age });
  if (lastHeardMs === null) return t("alerts.stands-for", { age });
  return t("alerts.stood-for", { age, ago: formatAge(Math.max(0, nowMs - lastHeardMs)) });
}

/** Remaining time to respond, milliseconds, negative once it has passed; undefined without one. */
export function responseLeftMs(
  { response, raisedMs, clearedMs, state }: Pick<AlertRecord, "response" | "raisedMs" | "clearedMs" | "state">,
  nowMs: number,
): number | undefined {
  if (response === undefined || clearedMs !== undefined || state === "closed") return undefined;
  return raisedMs + response.withinS * 1000 - nowMs;
}

/** The same in words; empty without one. */
export function responseText(alert: Parameters<typeof responseLeftMs>[0], nowMs: number): string {
  const left = responseLeftMs(alert, nowMs);
  if (left === undefined) return "";
  return left >= 0 ? t("alerts.time-left", { age: formatAge(left) }) : t("alerts.time-over", { age: formatAge(-left) });
}
