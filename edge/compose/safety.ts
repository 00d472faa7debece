/**
 * Composition of what watches safety beside the log: live risk and its record by the minute, events of cameras and work
 * permits. Advisory, never a safety function.
 */
import { openActPictures } from "./act-pictures.ts";
import { openLive } from "./live.ts";
import { openPermits } from "./permits.ts";
import type { StopStack } from "./stop-stack.ts";
import { openZoneMinutes } from "./zone-minutes.ts";

type Parts = Parameters<typeof openLive>[0] &
  Omit<Parameters<typeof openPermits>[0], "liveRisk"> &
  Omit<Parameters<typeof openActPictures>[0], "raisedBy"> &
  Parameters<typeof openZoneMinutes>[0];

/** Their readers, for the API, and where sources hand over. */
export function openSafety(parts: Parts, stop: StopStack) {
  const { live, inlet, raisedBy } = openLive(parts, stop);
  openZoneMinutes(parts, live.liveRisk, stop);
  const actPictures = openActPictures({ ...parts, raisedBy }, stop);
  return { inlet, watches: { ...live, actPictures, ...openPermits({ ...parts, ...live }, stop) } };
}
