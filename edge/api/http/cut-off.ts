import type { Counters } from "../../observe/counters.ts";

/** Why the edge ends a connection or a reader by itself: a closed set, because it is a label of a counter. */
export type CutReason = "pipelined" | "stalled" | "too slow" | "too many connections" | "silent";

/** Connections that were cut off, by reason. */
export function countCut(counters: Counters, reason: CutReason): void {
  counters.counter("gemba_api_cut_total", "Connections of the API that were cut off.", { reason }).add(1);
}

/**
 * Counts requests whose client left before the answer; other servers report status 499. It is not a failure of the
 * edge, so it is not logged.
 */
export function countLeft(counters: Counters): void {
  counters.counter("gemba_api_left_total", "Requests whose client left before the answer.").add(1);
}
