import type { Micros } from "../../../contracts/path/sample-batch.ts";

/** Readings are taken once a second at most: instruments are slower than controls publish them. */
const EVERY_US = 0.9e6;
/** Readings further apart than this are not neighbours. */
const BREAK_US = 3.5e6;
/** After this time without a reading, it may be another instrument, or a control with new firmware. */
const SILENT_US = 20e6;

/** Readings after which an instrument of a medium is known: forty minutes. */
const ENOUGH_STEADY = 2400;
/** The same for quantities that move with the machine: an hour and a half for rests, eight hours for noise. */
const ENOUGH_MOVING = { rest: 5400, noise: 28_800 } as const;

/** Least share of changes in any 64 readings: a quantity that moves and rests may rest longer than ever before. */
const LEAST_CHANGES = { steady: 0.1, moving: 0.3 } as const;

/** A suspicious run is at least this many times as long as the longest one so far. */
const LONGER = { steady: 2.5, moving: 5 } as const;

export type Reading = "skipped" | "next" | "after-break" | "after-silence";

/** The instruments of one component: neighbours in the columns of their asset. */
export interface Places {
  readonly first: number;
  readonly count: number;
}

/** Columns of the instruments of an asset. The state of one component's instruments is read and written alone. */
export interface InstrumentColumns<State> {
  snapshot(places: Places): State;
  restore(state: State, places: Places): void;
}

/** Time at which each instrument was last read, and what its machine did then. */
export class InstrumentTimes implements InstrumentColumns<Float64Array> {
  readonly count: number;
  readonly #last: Float64Array;
  readonly #isSteady: Uint8Array;
  readonly #regimes: Uint8Array;

  /** @param isSteady 1 for instruments of media and mains, whose noise does not depend on what the machine does */
  constructor(isSteady: Uint8Array) {
    this.count = isSteady.length;
    this.#isSteady = isSteady;
    this.#last = new Float64Array(this.count).fill(Number.NEGATIVE_INFINITY);
    this.#regimes = new Uint8Array(this.count).fill(1);
  }

  /** 1: the machine worked within the last two minutes. Set by the watch. */
  regime(at: number): number {
    return this.#regimes[at] as number;
  }

  setRegime(regime: number, { first, count }: Places): void {
    this.#regimes.fill(regime, first, first + count);
  }

  /** Number of readings after which the behaviour of an instrument is known. */
  enough(at: number, aspect: keyof typeof ENOUGH_MOVING): number {
    return this.#isSteady[at] === 1 ? ENOUGH_STEADY : ENOUGH_MOVING[aspect];
  }

  leastChanges(at: number): number {
    return this.#isSteady[at] === 1 ? LEAST_CHANGES.steady : LEAST_CHANGES.moving;
  }

  longer(at: number): number {
    return this.#isSteady[at] === 1 ? LONGER.steady : LONGER.moving;
  }

  /** Time of the last reading that counted. */
  last(at: number): Micros {
    return this.#last[at] as number;
  }

  read(at: number, time: Micros): Reading {
    const since = time - (this.#last[at] as number);
    if (since < EVERY_US) return "skipped";
    this.#last[at] = time;
    if (since <= BREAK_US) return "next";
    return since <= SILENT_US ? "after-break" : "after-silence";
  }

  snapshot({ first, count }: Places): Float64Array {
    return Float64Array.of(...this.#last.subarray(first, first + count), this.regime(first));
  }

  restore(state: Float64Array, places: Places): void {
    const { first, count } = places;
    this.#last.set(state.subarray(0, count), first);
    this.setRegime(state[count] as number, places);
  }
}

/** Copies of what columns have of some instruments. A column has the same number of values for each of `all`. */
export function partsOf(columns: readonly Float64Array[], all: number, { first, count }: Places): Float64Array[] {
  return columns.map((column) => {
    const width = column.length / all;
    return column.slice(first * width, (first + count) * width);
  });
}

/** Takes such copies over. */
export function setParts(
  columns: readonly Float64Array[],
  all: number,
  { parts, first }: { readonly parts: readonly Float64Array[]; readonly first: number },
): void {
  for (const [at, column] of columns.entries()) column.set(parts[at] as Float64Array, (first * column.length) / all);
}

/** Adds one in a column. */
export function counted(column: Float64Array, at: number): void {
  column[at] = (column[at] as number) + 1;
}
