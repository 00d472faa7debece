import type { Span } from "../data/api.ts";

/** Narrowest and widest window, minutes: half a minute to thirty days. */
const NARROWEST = 0.5;
const WIDEST = 30 * 24 * 60;
const ZOOM_STEP = 1.25;

/**
 * Where the timeline's window ends, milliseconds: undefined means at now, and
 * moving. It rests while the shown instant lies inside it, so that a cursor
 * that is dragged does not pull the ground from under itself; an instant
 * outside of it is put into its middle.
 */
export function windowEnd(end: number | undefined, { atMs, nowMs, spanMs }: { atMs: number | undefined; nowMs: number; spanMs: number }): number | undefined {
  if (atMs === undefined) return undefined;
  const right = end ?? nowMs;
  if (atMs >= right - spanMs && atMs <= right) return end;
  const middle = atMs + spanMs / 2;
  return middle >= nowMs ? undefined : middle;
}

/** Minutes after one step of the wheel; `direction` 1 shows more. */
export function zoomed(minutes: number, direction: 1 | -1): number {
  return Math.max(NARROWEST, Math.min(WIDEST, minutes * ZOOM_STEP ** direction));
}

const TICK_STEPS_MS = [5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14_400, 43_200, 86_400, 172_800, 432_000].map((seconds) => seconds * 1000);
const MOST_TICKS = 7;

/** Round times inside a window, oldest first: as many as have room. */
export function ticksOf({ fromMs, toMs }: Span): readonly number[] {
  const step = TICK_STEPS_MS.find((one) => (toMs - fromMs) / one <= MOST_TICKS) ?? (TICK_STEPS_MS.at(-1) as number);
  const ticks: number[] = [];
  for (let ms = Math.ceil(fromMs / step) * step; ms <= toMs; ms += step) ticks.push(ms);
  return ticks;
}
