import { EdgeError } from "../contracts/errors.ts";

interface Turn {
  /** Bound of this call instead of the queue's own. */
  readonly most?: number;
  /** Pause that the queue awaits before the next turn, and the caller of this turn does not. */
  readonly rest?: () => Promise<unknown>;
}

/** Runs one piece of work at a time, in order of arrival; a bounded number waits. */
export class Queue {
  readonly #most: number;
  readonly #full: string;
  #end: Promise<unknown> = Promise.resolve();
  #open = 0;

  /** `most`: bound, the running one included. `full`: message of the error beyond it. */
  constructor(most: number, full: string) {
    this.#most = most;
    this.#full = full;
  }

  /** Throws EdgeError `unavailable` when too many wait. */
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
