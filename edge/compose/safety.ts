/**
 * Composition of what watches safety beside the log: live risk, events of cameras and work permits. Advisory, never a
 * safety function.
 */
import { openLive } from "./live.ts";
import { openPermits } from "./permits.ts";
import type { StopStack } from "./stop-stack.ts";

type Parts = Parameters<typeof openLive>[0] & Omit<Parameters<typeof openPermits>[0], "liveRisk">;

/** Their readers, for the API, and where sources hand over. */
export function openSafety(parts: Parts, stop: StopStack) {
  const { live, inlet } = openLive(parts, stop);
  return { inlet, watches: { ...live, ...openPermits({ ...parts, ...live }, stop) } };
}
