import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { type Column, column, counted, type InstrumentColumns, type Places, partsOf } from "./instrument-columns.ts";

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

const [LAST, LOST_SINCE, TIMES] = [0, 1, 2];
const [STEADY, REGIME, GOOD, FACTS] = [0, 1, 2, 3];

export type Reading = "skipped" | "next" | "after-break" | "after-silence";

/** Times at which each instrument was last read and has failed since, and what its machine did then. */
export class InstrumentTimes implements InstrumentColumns<Float64Array> {
  readonly count: number;
  readonly #times: Float64Array;
  /** Whether it is steady, its regime, and how many good readings it has given, of which a byte counts enough. */
  readonly #facts: Uint8ClampedArray;

  /** @param isSteady of instruments of media and mains, whose noise does not depend on what the machine does */
  constructor(isSteady: readonly boolean[]) {
    this.count = isSteady.length;
    this.#times = Float64Array.from(isSteady.flatMap(() => [Number.NEGATIVE_INFINITY, Number.NaN]));
    this.#facts = Uint8ClampedArray.from(isSteady.flatMap((steady) => [steady ? 1 : 0, 1, 0]));
  }

  /** Whether its noise does not depend on what the machine does. */
  isSteady(at: number): boolean {
    return this.#facts[at * FACTS + STEADY] === 1;
  }

  /** 1: the machine worked within the last two minutes. Set by the watch. */
  regime(at: number): number {
    return this.#facts[at * FACTS + REGIME] as number;
  }

  setRegime(regime: number, { first, count }: Places): void {
    for (let at = first; at < first + count; at++) this.#facts[at * FACTS + REGIME] = regime;
  }

  /** Number of readings after which the behaviour of an instrument is known. */
  enough(at: number, aspect: keyof typeof ENOUGH_MOVING): number {
    return this.isSteady(at) ? ENOUGH_STEADY : ENOUGH_MOVING[aspect];
  }

  leastChanges(at: number): number {
    return this.isSteady(at) ? LEAST_CHANGES.steady : LEAST_CHANGES.moving;
  }

  longer(at: number): number {
    return this.isSteady(at) ? LONGER.steady : LONGER.moving;
  }

  /** Time of the last reading that counted. */
  last(at: number): Micros {
    return this.#times[at * TIMES + LAST] as number;
  }

  /** Since when the instrument reports that it failed; NaN while it does not. */
  lostSince(at: number): Micros {
    return this.#times[at * TIMES + LOST_SINCE] as number;
  }

  /** Number of good readings, up to 255. */
  good(at: number): number {
    return this.#facts[at * FACTS + GOOD] as number;
  }

  lost(at: number, time: Micros): void {
    if (Number.isNaN(this.lostSince(at))) this.#times[at * TIMES + LOST_SINCE] = time;
  }

  /** Takes the time of a good reading. */
  read(at: number, time: Micros): Reading {
    this.#times[at * TIMES + LOST_SINCE] = Number.NaN;
    const since = time - this.last(at);
    if (since < EVERY_US) return "skipped";
    this.#times[at * TIMES + LAST] = time;
    counted(this.#facts, at * FACTS + GOOD);
    if (since <= BREAK_US) return "next";
    return since <= SILENT_US ? "after-break" : "after-silence";
  }

  /** Columns of its failures and readings, which the state has apart. */
  get readings(): readonly Column[] {
    return [column(this.#times, LOST_SINCE), column(this.#facts, GOOD)];
  }

  snapshot(places: Places): Float64Array {
    const [last] = partsOf([column(this.#times, LAST)], this.count, places);
    return Float64Array.of(...(last as Float64Array), this.regime(places.first));
  }

  restore(state: Float64Array, places: Places): void {
    const { first, count } = places;
    for (let one = 0; one < count; one++) this.#times[(first + one) * TIMES + LAST] = state[one] as number;
    this.setRegime(state[count] as number, places);
  }
}
