/** Sequence numbers of events: recognises repeats and finds missing ones. Runs in main. */
import type { Micros } from "../../../contracts/path/sample-batch.ts";

/** Numbers wrap at 2^32. */
const HALF = 0x8000_0000;
/** Numbers below the newest that are tracked one by one, to distinguish late events from repeats. */
const WINDOW = 1024;

/** State of one sequence. `time`: of the event with the newest number. */
export interface SequenceMark {
  readonly last: number;
  readonly time: Micros;
}

export interface SequenceAnswer {
  readonly isNew: boolean;
  /** How many numbers before this one are missing. */
  readonly lost: number;
}

/** One sequence of a server or ring. */
export class Sequence {
  #last: number | undefined;
  #time: Micros;
  /** Missing numbers. */
  readonly #open = new Set<number>();

  constructor(mark?: SequenceMark) {
    this.#last = mark?.last;
    this.#time = mark?.time ?? 0;
  }

  get mark(): SequenceMark | undefined {
    return this.#last === undefined ? undefined : { last: this.#last, time: this.#time };
  }

  /** Whether the number is above the last one. */
  isAhead(number: number): boolean {
    if (this.#last === undefined) return true;
    const ahead = (number - this.#last) >>> 0;
    return ahead > 0 && ahead < HALF;
  }

  /** The controller has restarted its count. */
  restart(): void {
    this.#last = undefined;
    this.#open.clear();
  }

  /**
   * A number that is not above the last one but has a later time means that the controller has restarted its count.
   * Without a time that cannot be recognised.
   */
  take(number: number, time: Micros | undefined): SequenceAnswer {
    const last = this.#last;
    if (last !== undefined && this.isAhead(number)) return this.#goTo(number, time, ((number - last) >>> 0) - 1);
    if (this.#open.delete(number)) return { isNew: true, lost: 0 };
    if (last !== undefined && (time === undefined || time <= this.#time)) return { isNew: false, lost: 0 };
    this.#open.clear();
    return this.#goTo(number, time, 0);
  }

  #goTo(number: number, time: Micros | undefined, lost: number): SequenceAnswer {
    for (let back = Math.min(lost, WINDOW); back > 0; back--) this.#open.add((number - back) >>> 0);
    for (const open of this.#open) {
      if (this.#open.size <= WINDOW) break;
      this.#open.delete(open);
    }
    this.#last = number;
    this.#time = Math.max(this.#time, time ?? this.#time);
    return { isNew: true, lost };
  }
}
