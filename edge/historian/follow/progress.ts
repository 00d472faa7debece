import type { LogPosition } from "../../contracts/path/source.ts";

const BEATS = 0;
const WORK = 1;
const POSITION = 2;
const HELD = 3;
const FIELDS = 4;

/** Current work of a thread of followers. */
export type Work =
  | { readonly kind: "nothing" }
  | { readonly kind: "file"; readonly follower: number }
  | { readonly kind: "question"; readonly follower: number }
  | {
      readonly kind: "item";
      readonly follower: number;
      readonly position: LogPosition /** Bytes that the thread held when it began; NaN where it did not look. */;
      readonly held: number;
    };

const NOTHING = -1;
/** A follower's number counts down from here while it answers. */
const QUESTION = -2;
/** Added to a follower's number while it works on its file. */
const FILE = 1000;

/**
 * Shared memory that a thread of followers writes and its watchdog reads: a thread that hangs or is out of memory
 * sends no messages.
 */
export class Progress {
  readonly memory: SharedArrayBuffer;
  readonly #fields: Float64Array;

  constructor(memory = new SharedArrayBuffer(FIELDS * Float64Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#fields = new Float64Array(memory);
  }

  /** Grows at each beginning and end of work. */
  get beats(): number {
    return this.#fields[BEATS] as number;
  }

  get work(): Work {
    const work = this.#fields[WORK] as number;
    if (work === NOTHING) return { kind: "nothing" };
    if (work <= QUESTION) return { kind: "question", follower: QUESTION - work };
    if (work >= FILE) return { kind: "file", follower: work - FILE };
    return {
      kind: "item",
      follower: work,
      position: this.#fields[POSITION] as number,
      held: this.#fields[HELD] as number,
    };
  }

  atNothing(): void {
    this.#set(NOTHING);
  }

  atQuestion(follower: number): void {
    this.#set(QUESTION - follower);
  }

  atFile(follower: number): void {
    this.#set(FILE + follower);
  }

  atItem(follower: number, position: LogPosition, held: number): void {
    this.#fields[POSITION] = position;
    this.#fields[HELD] = held;
    this.#set(follower);
  }

  #set(work: number): void {
    this.#fields[WORK] = work;
    this.#fields[BEATS] = this.beats + 1;
  }
}
