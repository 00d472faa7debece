/**
 * Composition of what watches safety beside the log: live risk, events of cameras and work permits. Advisory, never a
 * safety function.
 */
import { openActPictures } from "./act-pictures.ts";
import { openLive } from "./live.ts";
import { openPermits } from "./permits.ts";
import type { StopStack } from "./stop-stack.ts";

type Parts = Parameters<typeof openLive>[0] &
  Omit<Parameters<typeof openPermits>[0], "liveRisk"> &
  Omit<Parameters<typeof openActPictures>[0], "raisedBy">;

/** Their readers, for the API, and where sources hand over. */
export function openSafety(parts: Parts, stop: StopStack) {
  const { live, inlet, raisedBy } = openLive(parts, stop);
  const actPictures = openActPictures({ ...parts, raisedBy }, stop);
  return { inlet, watches: { ...live, actPictures, ...openPermits({ ...parts, ...live }, stop) } };
}
