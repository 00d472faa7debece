/** How finely a stretch of time is reconciled. */

/** Amounts that one answer may need: each is read from the disk, by the thread that also takes the log. */
const MOST_AMOUNTS = 6_000;
const MOST_INTERVALS = 400;

/** Number of equal intervals of about `interval` in a stretch; fewer where the tree is large. Both in one unit. */
export function intervalsOf(length: number, interval: number, nodes: number): number {
  const most = Math.max(1, Math.min(MOST_INTERVALS, Math.floor(MOST_AMOUNTS / Math.max(1, nodes))));
  return Math.max(1, Math.min(most, Math.round(length / interval)));
}
