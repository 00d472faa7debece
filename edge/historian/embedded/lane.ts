import { EdgeError } from "../../contracts/errors.ts";

/** One task after the other, in the order in which they came. */
export class Lane {
  #last: Promise<unknown> = Promise.resolve();
  #isShut = false;

  /** Rejects with `unavailable` when the lane is shut before it is the task's turn. */
  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(() => {
      if (this.#isShut) throw new EdgeError("unavailable", "the historian is being closed");
      return task();
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
}
