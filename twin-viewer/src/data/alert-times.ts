import { t } from "../i18n/language.ts";
import type { AlertRecord } from "./alert-record.ts";
import { formatAge, formatClock, formatDate, formatMoment } from "./format.ts";

/** Time of day at the site, with its date where that is not today. */
export function clockOrMoment(ms: number, zone: string, nowMs: number): string {
  return formatDate(ms, zone) === formatDate(nowMs, zone) ? formatClock(ms, zone) : formatMoment(ms, zone);
}

type Lived = Pick<AlertRecord, "raisedMs" | "clearedMs" | "state">;

/** How long its cause stood, milliseconds; up to `nowMs` where it still stands. */
export function stoodMs({ raisedMs, clearedMs }: Lived, nowMs: number): number {
  return Math.max(0, (clearedMs ?? nowMs) - raisedMs);
}

/**
 * "for 4 min" while it stands; "cleared 16 s ago, stood for 4 min" once it is over. A bare span would leave open
 * which is meant.
 */
export function livedText(alert: Lived, nowMs: number): string {
  const age = formatAge(stoodMs(alert, nowMs));
  if (alert.clearedMs === undefined) return t("alerts.stands-for", { age });
  return t("alerts.cleared-ago", { ago: formatAge(Math.max(0, nowMs - alert.clearedMs)), age });
}

/** What is left of the time to respond, milliseconds, negative once it has passed; undefined where none runs. */
export function responseLeftMs(
  { response, raisedMs, clearedMs, state }: Pick<AlertRecord, "response" | "raisedMs" | "clearedMs" | "state">,
  nowMs: number,
): number | undefined {
  if (response === undefined || clearedMs !== undefined || state === "closed") return undefined;
  return raisedMs + response.withinS * 1000 - nowMs;
}

/** The same in words; empty where none runs. */
export function responseText(alert: Parameters<typeof responseLeftMs>[0], nowMs: number): string {
  const left = responseLeftMs(alert, nowMs);
  if (left === undefined) return "";
  return left >= 0 ? t("alerts.time-left", { age: formatAge(left) }) : t("alerts.time-over", { age: formatAge(-left) });
}
