import type { Site } from "../../../edge/contracts/plant/plant.ts";
import type { Span } from "../data/api.ts";
import { lastShiftSpan, shiftSpan } from "../data/shift-span.ts";
import { edgeNowMs } from "../data/signals.ts";

/** Spans of the trend card, up to the shown instant. */
export const SPANS = [
  { minutes: 10, name: "trend.10m" },
  { minutes: 60, name: "trend.1h" },
  { minutes: 480, name: "trend.8h" },
] as const;
/** Not minutes: the shift of the shown instant from its beginning, and the whole shift before it. */
const THIS_SHIFT = 0;
const LAST_SHIFT = -1;
export const SHIFTS = [
  { minutes: THIS_SHIFT, name: "trend.shift" },
  { minutes: LAST_SHIFT, name: "trend.last-shift" },
] as const;

/** The span of a button at the shown instant. */
export function spanOf(minutes: number, site: Site | undefined): Span {
  const toMs = edgeNowMs();
  if (site !== undefined && minutes === LAST_SHIFT) return lastShiftSpan(site, toMs);
  if (site !== undefined && minutes === THIS_SHIFT) return { fromMs: shiftSpan(site, toMs).fromMs, toMs };
  return { fromMs: toMs - minutes * 60_000, toMs };
}
