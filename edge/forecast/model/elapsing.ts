/** When a duration has passed that counts in some stretches of time only. Seconds. */
import type { Openings } from "./plan.ts";

/** Behind the end of every run. */
const NEVER_S = 1e9;

/** `lastsS` of time beside the stretches, from `at` on. */
export function afterBeside(stretches: Openings, at: number, lastsS: number): number {
  let left = lastsS;
  let now = at;
  for (const [from, to] of stretches) {
    if (to <= now) continue;
    if (from >= now + left) break;
    left -= Math.max(0, from - now);
    now = to;
  }
  return now + left;
}

/** `lastsS` of time within the stretches, from `at` on; undefined: all time counts. */
export function afterWithin(stretches: Openings | undefined, at: number, lastsS: number): number {
  if (stretches === undefined) return at + lastsS;
  let left = lastsS;
  for (const [from, to] of stretches) {
    const begin = Math.max(at, from);
    if (begin + left <= to) return begin + left;
    left -= Math.max(0, to - begin);
  }
  return NEVER_S;
}

/** How much of [from, to) lies in these stretches. */
export function lengthWithin(stretches: Openings = [], from: number, to: number): number {
  return stretches.reduce((sum, [begin, end]) => sum + Math.max(0, Math.min(end, to) - Math.max(begin, from)), 0);
}
