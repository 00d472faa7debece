/** Lets something happen at most once in a time. */
export class Seldom {
  readonly #everyMs: number;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  isDue(): boolean {
    const now = performance.now();
    if (now - this.#lastMs < this.#everyMs) return false;
    this.#lastMs = now;
    return true;
  }
}
