import type { Span } from "./api.ts";

/** Room before the beginning, so that one sees what was usual. */
const BEFORE = 0.5;
const LEAST_MS = 30 * 60_000;

/** From before the evidence began up to now. */
export function spanSince(fromMs: number, nowMs: number): Span {
  const length = Math.max(LEAST_MS, nowMs - fromMs);
  return { fromMs: Math.min(fromMs, nowMs) - BEFORE * length, toMs: nowMs };
}
