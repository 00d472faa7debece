import { EdgeError } from "../contracts/errors.ts";

interface Turn {
  /** In place of the queue's own bound. */
  readonly most?: number;
  /** The queue waits for it before the next turn; the caller of this turn does not. */
  readonly rest?: () => Promise<unknown>;
}

/** One piece of work at a time, in the order in which they came; a bounded number waits. */
export class Queue {
  readonly #most: number;
  readonly #full: string;
  #end: Promise<unknown> = Promise.resolve();
  #open = 0;

  /** `most`: the one at work included. `full`: what a client hears beyond that. */
  constructor(most: number, full: string) {
    this.#most = most;
    this.#full = full;
  }

  /** Throws EdgeError `unavailable` where too many wait. */
  async run<T>(work: () => Promise<T>, { most = this.#most, rest = async () => undefined }: Turn = {}): Promise<T> {
    if (this.#open >= most) throw new EdgeError("unavailable", this.#full);
    this.#open++;
    const turn = this.#end.then(work);
    this.#end = turn.then(rest, rest).catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#open--;
    }
  }
}
