/** Decides which segments are old enough to be deleted; times in ms. */
import type { LogOptions } from "./log-options.ts";

/** How long a stuck follower holds segments back. */
const FOLLOWERS_HOLD_MS = 24 * 3_600_000;

/** While the clock is not trusted no segment is old, and followers hold unread segments. */
export function deletionTerms({
  deletionTime = () => Date.now() * 1000,
  retentionHours = 72,
}: Pick<LogOptions, "deletionTime" | "retentionHours">): {
  readonly now: number;
  readonly olderThan: number;
  readonly followersHoldFrom: number;
} {
  const believed = deletionTime();
  const now = believed === undefined ? Date.now() : believed / 1000;
  const before = (ms: number): number => (believed === undefined ? Number.NEGATIVE_INFINITY : now - ms);
  return { now, olderThan: before(retentionHours * 3_600_000), followersHoldFrom: before(FOLLOWERS_HOLD_MS) };
}
