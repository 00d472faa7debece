/** When a duration has passed that counts in some stretches of time only. Seconds. */
import type { Openings } from "./openings.ts";

/** Behind the end of every run. */
export const NEVER_S = 1e9;

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

/** How much of [from, to) lies in stretches that are in order and apart. */
export function overlap(stretches: Openings, from: number, to: number): number {
  let low = 0;
  for (let high = stretches.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((stretches[middle] as Openings[number])[1] <= from) low = middle + 1;
    else high = middle;
  }
  let sum = 0;
  for (let at = low; at < stretches.length; at++) {
    const [begin, end] = stretches[at] as Openings[number];
    if (begin >= to) break;
    sum += Math.min(end, to) - Math.max(begin, from);
  }
  return sum;
}

/** The same time as stretches that are in order and apart. */
export function merged(stretches: Openings): Openings {
  const made: (readonly [number, number])[] = [];
  for (const [from, to] of stretches.toSorted((a, b) => a[0] - b[0])) {
    const last = made.at(-1);
    if (last !== undefined && from <= last[1]) made[made.length - 1] = [last[0], Math.max(last[1], to)];
    else made.push([from, to]);
  }
  return made;
}
