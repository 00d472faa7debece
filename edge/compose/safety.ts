/** Composition of what watches safety beside the log: live risk and work permits. Advisory, never a safety function. */
import { openLiveRisk } from "./live-risk.ts";
import { openPermits } from "./permits.ts";
import type { StopStack } from "./stop-stack.ts";

type Parts = Parameters<typeof openLiveRisk>[0] & Omit<Parameters<typeof openPermits>[0], "liveRisk">;

/** Readers of both, for the API. */
export function openSafety(parts: Parts, stop: StopStack) {
  const live = openLiveRisk(parts, stop);
  return { ...live, ...openPermits({ ...parts, ...live }, stop) };
}
