import type { Span } from "./api.ts";
import { formatClock, formatDate } from "./format.ts";

const TICK_STEPS_MS = [5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14_400, 43_200, 86_400, 172_800, 432_000].map(
  (seconds) => seconds * 1000,
);
const MOST_TICKS = 7;
const SECONDS_BELOW_MS = 1_800_000;
const DAY_MS = 86_400_000;

/** The site's clock against UTC at an instant, milliseconds. */
export function offsetOf(ms: number, zone: string): number {
  return Date.parse(`${formatDate(ms, zone)}T${formatClock(ms, zone)}Z`) - Math.floor(ms / 1000) * 1000;
}

/** The instant at which the site's clock shows a time, given as if it were UTC; of a repeated hour, the later one. */
export function utcOfSite(asUtc: number, zone: string): number {
  // The offset there is found with the offset near there, because clocks may change in between.
  return asUtc - offsetOf(asUtc - offsetOf(asUtc, zone), zone);
}

const TIME = /^\s*(\d{4}-\d\d-\d\d)[ T]+(\d\d:\d\d)(:\d\d)?\s*$/;

/**
 * Milliseconds UTC of a time of the site's clock, `2026-11-29 08:00` or with seconds; NaN for a text that is none. In
 * the hour that clocks repeat, the later one.
 */
export function siteTimeMs(text: string, zone: string): number {
  const [, day, minutes, seconds = ":00"] = TIME.exec(text) ?? [];
  if (day === undefined) return Number.NaN;
  const asUtc = Date.parse(`${day}T${minutes}${seconds}Z`);
  return Number.isNaN(asUtc) ? Number.NaN : utcOfSite(asUtc, zone);
}

/**
 * Round times of the site's clock inside a window, oldest first: as many as have room. `offsetMs`: that clock against
 * UTC.
 */
export function ticksOf({ fromMs, toMs }: Span, offsetMs = 0): readonly number[] {
  const step = TICK_STEPS_MS.find((one) => (toMs - fromMs) / one <= MOST_TICKS) ?? (TICK_STEPS_MS.at(-1) as number);
  const ticks: number[] = [];
  for (let ms = Math.ceil((fromMs + offsetMs) / step) * step - offsetMs; ms <= toMs; ms += step) ticks.push(ms);
  return ticks;
}

/** Text of a tick: the day at midnight, seconds where minutes are not enough. */
export function tickText(ms: number, zone: string, { fromMs, toMs }: Span): string {
  const clock = formatClock(ms, zone, toMs - fromMs < SECONDS_BELOW_MS);
  return toMs - fromMs > DAY_MS && clock === "00:00" ? formatDate(ms, zone).slice(5) : clock;
}
