import type { Plant } from "./plant.ts";

/** Where the units of each fixture begin if those of all fixtures are in one row, and the end. */
export function unitsFrom({ fixtureCount }: Pick<Plant, "fixtureCount">): Int32Array {
  const from = new Int32Array(fixtureCount.length + 1);
  for (const [at, count] of fixtureCount.entries()) from[at + 1] = (from[at] as number) + count;
  return from;
}

/** Which units of the fixtures an operation takes. Times are seconds. */
export class FixtureUnits {
  readonly #plant: Plant;
  /** When each unit is free. */
  readonly #free: Float64Array;
  readonly #from: Int32Array;

  constructor(plant: Plant, free: Float64Array) {
    this.#plant = plant;
    this.#free = free;
    this.#from = unitsFrom(plant);
  }

  /** When a unit of each fixture of an operation is free; 0 where it needs none. */
  freeAt(operation: number): number {
    const { fixturesFrom, fixtureOf } = this.#plant;
    let free = 0;
    for (let at = fixturesFrom[operation] as number; at < (fixturesFrom[operation + 1] as number); at++)
      free = Math.max(free, this.#free[this.#unit(fixtureOf[at] as number, 0)] as number);
    return free;
  }

  /** An operation holds its units from its set-up to its end. */
  hold(operation: number, setUpStart: number, end: number): void {
    const { fixturesFrom, fixtureOf } = this.#plant;
    for (let at = fixturesFrom[operation] as number; at < (fixturesFrom[operation + 1] as number); at++)
      this.#free[this.#unit(fixtureOf[at] as number, setUpStart)] = end;
  }

  #unit(fixture: number, time: number): number {
    return unitFor(this.#free, this.#from[fixture] as number, this.#from[fixture + 1] as number, time);
  }
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
