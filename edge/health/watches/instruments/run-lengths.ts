import { counted, type InstrumentColumns, type Numbers, type Places } from "./instrument-columns.ts";

/** Lengths of runs that are counted, in readings. */
export const LADDER = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
const RUNGS = LADDER.length;
/** Fields of a record: runs that reached each rung, and the longest. */
const [LONGEST, FIELDS] = [RUNGS, RUNGS + 1];
const REGIMES = 2;

type State = readonly [reached: Numbers, longest: Numbers];

/** Lengths of the runs of equal readings that have ended, by instrument and regime. */
export class RunLengths implements InstrumentColumns<State> {
  readonly #instruments: number;
  /** Records by regime, from its first run on: an asset that does not report what it does has one regime. */
  readonly #regimes: (Uint32Array | undefined)[] = [undefined, undefined];

  constructor(instruments: number) {
    this.#instruments = instruments;
  }

  /** Runs that were at least as long as this rung of the ladder. */
  reached(at: number, regime: number, rung: number): number {
    return this.#regimes[regime]?.[at * FIELDS + rung] ?? 0;
  }

  /** 0 before the first run. */
  longest(at: number, regime: number): number {
    return this.#regimes[regime]?.[at * FIELDS + LONGEST] ?? 0;
  }

  /** @param run its readings, at least 1 */
  add(at: number, regime: number, run: number): void {
    const records = this.#records(regime);
    const from = at * FIELDS;
    if (run > (records[from + LONGEST] as number)) records[from + LONGEST] = run;
    for (let rung = 0; rung < RUNGS && run >= (LADDER[rung] as number); rung++) counted(records, from + rung);
  }

  forget(at: number): void {
    for (const records of this.#regimes) records?.fill(0, at * FIELDS, (at + 1) * FIELDS);
  }

  snapshot({ first, count }: Places): State {
    const reached = new Uint32Array(count * REGIMES * RUNGS);
    const longest = new Uint32Array(count * REGIMES);
    for (const [regime, records] of this.#regimes.entries())
      for (let at = 0; at < count && records !== undefined; at++) {
        const from = (first + at) * FIELDS;
        const to = at * REGIMES + regime;
        for (let rung = 0; rung < RUNGS; rung++) reached[to * RUNGS + rung] = records[from + rung] as number;
        longest[to] = records[from + LONGEST] as number;
      }
    return [reached, longest];
  }

  restore([reached, longest]: State, { first, count }: Places): void {
    for (let one = 0; one < count * REGIMES; one++) {
      if (longest[one] === 0) continue;
      const from = (first + Math.floor(one / REGIMES)) * FIELDS;
      const records = this.#records(one % REGIMES);
      for (let rung = 0; rung < RUNGS; rung++) records[from + rung] = reached[one * RUNGS + rung] as number;
      records[from + LONGEST] = longest[one] as number;
    }
  }

  #records(regime: number): Uint32Array {
    const records = this.#regimes[regime] ?? new Uint32Array(this.#instruments * FIELDS);
    this.#regimes[regime] = records;
    return records;
  }
}
