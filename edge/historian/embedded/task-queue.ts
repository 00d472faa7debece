import { EdgeError } from "../../contracts/errors.ts";
import { asker } from "../../observe/asker.ts";

/** DuckDB forgets an interrupt that comes before a statement runs, or between two statements of a task. */
const INTERRUPT_EVERY_MS = 100;

/** Runs tasks one after the other, in order. When a client leaves, its task is not begun, or interrupted. */
export class TaskQueue {
  #last: Promise<unknown> = Promise.resolve();
  #isShut = false;
  readonly #interrupt: () => void;

  constructor(interrupt: () => void = () => undefined) {
    this.#interrupt = interrupt;
  }

  /** Rejects with `unavailable` when the queue is shut before the task's turn. */
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
    let timer: NodeJS.Timeout | undefined;
    const interrupt = (): void => {
      this.#interrupt();
      timer = setTimeout(interrupt, INTERRUPT_EVERY_MS);
    };
    signal.addEventListener("abort", interrupt, { once: true });
    try {
      return await task();
    } finally {
      signal.removeEventListener("abort", interrupt);
      clearTimeout(timer);
    }
  }
}
