import type { Plant } from "./plant.ts";

/** Where the units of each fixture begin if those of all fixtures are in one row, and the end. */
export function unitsFrom({ fixtureCount }: Pick<Plant, "fixtureCount">): Int32Array {
  const from = new Int32Array(fixtureCount.length + 1);
  for (const [at, count] of fixtureCount.entries()) from[at + 1] = (from[at] as number) + count;
  return from;
}

/**
 * Of the units from a place to another the one that is free latest, but by `time`; the first to be free where none is.
 * `free`: when each unit is free, seconds.
 */
export function unitFor(free: Float64Array, from: number, until: number, time: number): number {
  let found = from;
  let best = free[from] as number;
  for (let unit = from + 1; unit < until; unit++) {
    const other = free[unit] as number;
    const isBetter = best > time ? other < best : other <= time && other > best;
    if (!isBetter) continue;
    found = unit;
    best = other;
  }
  return found;
}
