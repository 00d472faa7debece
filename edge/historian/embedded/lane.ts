import { EdgeError } from "../../contracts/errors.ts";
import { asker } from "../../observe/asker.ts";

/**
 * One task after the other, in the order in which they came. One whose asker has left is not begun; `interrupt` ends
 * what runs for one who leaves.
 */
export class Lane {
  #last: Promise<unknown> = Promise.resolve();
  #isShut = false;
  readonly #interrupt: () => void;

  constructor(interrupt: () => void = () => undefined) {
    this.#interrupt = interrupt;
  }

  /** Rejects with `unavailable` when the lane is shut before it is the task's turn. */
  run<T>(task: () => Promise<T>): Promise<T> {
    const signal = asker.getStore();
    const result = this.#last.then(() => {
      if (this.#isShut) throw new EdgeError("unavailable", "the historian is being closed");
      return signal === undefined ? task() : this.#runFor(signal, task);
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** No task begins from now on; one that is under way goes on. */
  shut(): void {
    this.#isShut = true;
  }

  /** Resolves when everything that came so far is done. */
  async idle(): Promise<void> {
    await this.#last;
  }

  async #runFor<T>(signal: AbortSignal, task: () => Promise<T>): Promise<T> {
    if (signal.aborted) throw new EdgeError("unavailable", "the client has left");
    signal.addEventListener("abort", this.#interrupt);
    try {
      return await task();
    } finally {
      signal.removeEventListener("abort", this.#interrupt);
    }
  }
}
