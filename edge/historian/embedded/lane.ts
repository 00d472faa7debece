import { EdgeError } from "../../contracts/errors.ts";
import { asker } from "../../observe/asker.ts";

/**
 * Runs tasks one after the other, in order. A task whose client has left is not begun; `interrupt` ends a running
 * one.
 */
export class Lane {
  #last: Promise<unknown> = Promise.resolve();
  #isShut = false;
  readonly #interrupt: () => void;

  constructor(interrupt: () => void = () => undefined) {
    this.#interrupt = interrupt;
  }

  /** Rejects with `unavailable` when the lane is shut before the task's turn. */
  run<T>(task: () => Promise<T>): Promise<T> {
    const signal = asker.getStore();
    const result = this.#last.then(() => {
      if (this.#isShut) throw new EdgeError("unavailable", "the historian is being closed");
      return signal === undefined ? task() : this.#runFor(signal, task);
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Begins no more tasks; a running one continues. */
  shut(): void {
    this.#isShut = true;
  }

  /** Resolves when all tasks so far are done. */
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
