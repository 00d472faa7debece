/** Checks the sequence numbers of documents: what came twice, what is missing, and whether the agent counts on. */
import type { BufferHeader } from "../agent/header.ts";

/** What the numbers of one document say. */
export interface NumberingResult {
  /** Numbers between the last document and the end of this one that came in neither. */
  readonly missing: number;
  /** Numbers that came before and were left out. */
  readonly repeated: number;
  /** The agent has begun to count anew, although it says that it is the same. */
  readonly wentBack: boolean;
  /** Number with which the next request goes on. */
  readonly next: number;
}

/** One per session. */
export class Numbering {
  #next: number;
  /** New numbers of the present document. */
  #taken: number[] = [];
  #repeated = 0;
  #olderTaken = false;
  #header: BufferHeader | undefined;
  readonly #isComplete: boolean;

  /** `next`: the first number that is still to come. `isComplete`: the agent gives every number. */
  constructor(next: number, isComplete: boolean) {
    this.#next = next;
    this.#isComplete = isComplete;
  }

  get next(): number {
    return this.#next;
  }

  /** Begins a document. */
  begin(header: BufferHeader): void {
    this.#header = header;
    this.#taken = [];
    this.#repeated = 0;
    this.#olderTaken = false;
  }

  /**
   * Whether the observation is to be taken: its number is new, or it is later than everything that was taken of its
   * data item, which a number that came before does not explain.
   */
  takes(sequence: number, isLater: boolean): boolean {
    if (sequence >= this.#next) this.#taken.push(sequence);
    else if (isLater) this.#olderTaken = true;
    else {
      this.#repeated++;
      return false;
    }
    return true;
  }

  /** Ends the document, all of which was taken. */
  end(): NumberingResult {
    const { next: promised, first } = this.#header as BufferHeader;
    const numbers = Float64Array.from(this.#taken).sort();
    let distinct = 0;
    for (let i = 0; i < numbers.length; i++) if (numbers[i] !== numbers[i - 1]) distinct++;
    const through = Math.max(this.#next, promised, (numbers.at(-1) ?? 0) + 1);
    const isRepeat = this.#repeated > 0 && !this.#olderTaken;
    const wentBack = this.#olderTaken || (promised < this.#next && numbers.length === 0 && !isRepeat);
    // Numbers that the buffer no longer held are lost in any case; others only where the agent gives every number.
    const passed = Math.max(0, Math.min(first, through) - this.#next);
    const missing = wentBack ? 0 : this.#isComplete ? through - this.#next - distinct : Math.max(0, passed - distinct);
    this.#next = through;
    return { missing, repeated: this.#repeated, wentBack, next: through };
  }

  /** Passes over one number that no document gives. */
  skip(): void {
    this.#next++;
  }
}
