/** Narrowest and widest window, minutes: half a minute to thirty days. */
const NARROWEST = 0.5;
const WIDEST = 30 * 24 * 60;
const ZOOM_STEP = 1.25;

/**
 * End of the timeline's window, milliseconds; undefined means now, and moving.
 * The window rests while the shown instant lies inside it, so that dragging the
 * cursor does not move the window; an instant outside goes into its middle.
 */
export function windowEnd(
  end: number | undefined,
  { atMs, nowMs, spanMs }: { atMs: number | undefined; nowMs: number; spanMs: number },
): number | undefined {
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
