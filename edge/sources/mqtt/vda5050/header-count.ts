import type { Micros } from "../../../contracts/sample-batch.ts";

/** Header numbers are uint32 and wrap. */
const CYCLE = 2 ** 32;

/** Messages of one topic that did not arrive. */
export interface MissedMessages {
  /** Absent where the numbers do not tell: the vehicle began to count anew while nobody listened. */
  readonly lost?: number;
  readonly from: Micros;
  readonly to: Micros;
}

/** Follows the header numbers of one topic of one vehicle. */
export class HeaderCount {
  #headerId: number;
  #time: Micros;
  /** The last number is from an earlier session of ours. */
  #isEarlier: boolean;
  #missed: MissedMessages | undefined;

  constructor(headerId: number, time: Micros, options: { isEarlier: boolean }) {
    this.#headerId = headerId;
    this.#time = time;
    this.#isEarlier = options.isEarlier;
  }

  get headerId(): number {
    return this.#headerId;
  }

  get time(): Micros {
    return this.#time;
  }

  /** Counts what is missing before this message. A number that jumps back is a restarted vehicle. */
  take(headerId: number, time: Micros): void {
    const ahead = (headerId - this.#headerId + CYCLE) % CYCLE;
    const from = this.#missed?.from ?? this.#time;
    if (ahead > 1 && ahead < CYCLE / 2) this.#missed = { lost: ahead - 1 + (this.#missed?.lost ?? 0), from: Math.min(from, time), to: Math.max(this.#time, time) };
    else if (this.#isEarlier && ahead !== 1 && time > this.#time) this.#missed = { from: this.#time, to: time };
    this.#isEarlier = false;
    this.#headerId = headerId;
    this.#time = time;
  }

  /** What is missing since this was last asked. */
  drain(): MissedMessages | undefined {
    const missed = this.#missed;
    this.#missed = undefined;
    return missed;
  }
}
