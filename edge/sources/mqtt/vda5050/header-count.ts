import type { Micros } from "../../../contracts/path/sample-batch.ts";

/** Header numbers are uint32 and wrap. */
const CYCLE = 2 ** 32;
/** A number this little behind, with an old time, is a repetition; otherwise the vehicle has restarted its count. */
const LATE_WINDOW = 8;

/** Messages of one topic that did not arrive. */
export interface MissedMessages {
  /** Absent where it is unknown, because the vehicle restarted its count. */
  readonly lost?: number;
  readonly from: Micros;
  readonly to: Micros;
}

/** Follows the header numbers of one topic of one vehicle. */
export class HeaderCount {
  #headerId: number;
  #time: Micros;
  /** The last number is from an earlier session of the edge. */
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

  /**
   * Counts messages missing before this one. A number that jumps back means that the vehicle restarted its count: its
   * messages since the last one are unknown, so the time between is missing. A message slightly behind in number and
   * time is late or a duplicate, and changes nothing.
   */
  take(headerId: number, time: Micros): void {
    const ahead = (headerId - this.#headerId + CYCLE) % CYCLE;
    if (ahead >= CYCLE - LATE_WINDOW && time <= this.#time) return;
    const isAnew = ahead >= CYCLE / 2 || (ahead === 0 && this.#isEarlier && time > this.#time);
    if (isAnew || ahead > 1) this.#miss(isAnew ? undefined : ahead - 1, time);
    this.#isEarlier = false;
    this.#headerId = headerId;
    this.#time = time;
  }

  #miss(lost: number | undefined, time: Micros): void {
    const before = this.#missed;
    const span = { from: Math.min(before?.from ?? this.#time, time), to: Math.max(this.#time, time) };
    const isUnknown = lost === undefined || (before !== undefined && before.lost === undefined);
    this.#missed = isUnknown ? span : { lost: lost + (before?.lost ?? 0), ...span };
  }

  /** Messages missing since the last call. */
  drain(): MissedMessages | undefined {
    const missed = this.#missed;
    this.#missed = undefined;
    return missed;
  }
}
