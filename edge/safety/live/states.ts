import type { Micros } from "../../contracts/path/sample-batch.ts";

/** What a tick found of a machine. There is no word for "clear": `none` means that sensors report nothing. */
export const FOUND = { none: 0, indicated: 1, unknown: 2 } as const;
export type Found = (typeof FOUND)[keyof typeof FOUND];

/** Times by which an indication begins and ends. */
export interface StateTimes {
  /** How long the condition is met before it is indicated, s. */
  readonly confirmS: number;
  /** How long it is not met before the indication ends, s. */
  readonly clearAfterS: number;
}

/**
 * One indication for each machine, as columns. An indication ends only while the inputs are known: what is unknown
 * neither begins nor ends it.
 */
export class States {
  readonly isStanding: Uint8Array;
  readonly found: Uint8Array;
  /** Since when an indication stands; NaN where none does. */
  readonly sinceUs: Float64Array;
  /** The other track of the closest pair, the measured value, the limit, and the time until then. */
  readonly other: Int32Array;
  readonly value: Float64Array;
  readonly limit: Float64Array;
  readonly aheadS: Float64Array;
  readonly #times: StateTimes;
  readonly #changesAtUs: Float64Array;

  constructor(capacity: number, times: StateTimes) {
    this.isStanding = new Uint8Array(capacity);
    this.found = new Uint8Array(capacity).fill(FOUND.unknown);
    this.sinceUs = new Float64Array(capacity).fill(Number.NaN);
    this.other = new Int32Array(capacity).fill(-1);
    this.value = new Float64Array(capacity).fill(Number.NaN);
    this.limit = new Float64Array(capacity).fill(Number.NaN);
    this.aheadS = new Float64Array(capacity).fill(Number.NaN);
    this.#changesAtUs = new Float64Array(capacity).fill(Number.NaN);
    this.#times = times;
  }

  /** Takes what a tick found of a machine. Returns whether its indication began or ended. */
  take(machine: number, found: Found, nowUs: Micros): boolean {
    this.found[machine] = found;
    const isStanding = this.isStanding[machine] === 1;
    const isWanted = found === FOUND.unknown ? isStanding : found === FOUND.indicated;
    if (isWanted === isStanding) {
      this.#changesAtUs[machine] = Number.NaN;
      return false;
    }
    // A clock that was set back must not hold it for ever.
    const dueUs = 1e6 * (isWanted ? this.#times.confirmS : this.#times.clearAfterS);
    const begun = this.#changesAtUs[machine] as number;
    if (!(begun <= nowUs)) this.#changesAtUs[machine] = nowUs;
    if (nowUs - (this.#changesAtUs[machine] as number) < dueUs) return false;
    this.#changesAtUs[machine] = Number.NaN;
    this.isStanding[machine] = isWanted ? 1 : 0;
    this.sinceUs[machine] = isWanted ? nowUs : Number.NaN;
    return true;
  }
}
