/** What a queue of questions works with. */
import type { Logger } from "pino";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Shelf } from "./shelf.ts";

/** What lists have of a question. */
export interface AskedHead {
  readonly uid: string;
  /** Times that can be compared. */
  readonly askedAt: Micros | string;
  readonly state: "waiting" | "working" | "done" | "refused" | "failed";
}

export interface Asked extends AskedHead {
  /** Why there is no answer, where the edge could not give one. */
  readonly failure: string | null;
  /** How often an answer was begun that no stop ended in order; absent in files of former releases. */
  readonly attempts?: number;
}

export interface QueueParts<Item extends Asked, Head extends AskedHead> {
  readonly shelf: Shelf<Item>;
  /** Of what is on the shelf. */
  readonly heads: readonly Head[];
  /** What its messages say. */
  readonly words: {
    /** What one is called in the log. */
    readonly one: string;
    readonly waiting: string;
    readonly stored: string;
    readonly unread: string;
    readonly removed: string;
    /** What to do where an answer has ended the edge, such as "Ask again for fewer hours". */
    readonly less: string;
  };
  /** Stored at most; refused and failed ones make room for new ones. */
  readonly mostStored: number;
  headOf(item: Item): Head;
  /** What becomes of a question. Rejects where there is no answer. */
  answer(item: Item, options: AnswerOptions): Promise<Outcome<Item>>;
  /** Work while nothing waits. */
  idle?(): Promise<void> | undefined;
  /** Whether nothing may begin now. */
  isHeld?(): boolean;
  readonly log: Logger;
  now(): Micros;
}

/** State and answer of a question, and what is kept beside it (`Shelf.put`). */
export interface Outcome<Item> {
  readonly found: Partial<Item>;
  readonly beside?: Uint8Array;
}

export interface AnswerOptions {
  readonly signal: AbortSignal;
  progress(done: number, of: number): void;
}
