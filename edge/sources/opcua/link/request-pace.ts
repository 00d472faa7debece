/** Slows requests to a server that answers at once without news. Runs in the worker. */

const WINDOW_MS = 250;
/** Keep-alives of one subscription within the window: publishing intervals of 50 ms make five. */
const EMPTY_PER_SUBSCRIPTION = 8;
const EMPTY_SPARE = 64;

/** Counts responses without news. */
export class RequestPace {
  #empty = 0;
  #since = Number.NEGATIVE_INFINITY;

  /** True when responses without news arrive so fast that the next request should wait. */
  note(hasNews: boolean, subscriptions: number, now = performance.now()): boolean {
    if (hasNews || now - this.#since > WINDOW_MS) {
      this.#empty = 0;
      this.#since = now;
    }
    if (hasNews) return false;
    this.#empty++;
    const isTooOften = this.#empty > EMPTY_SPARE + EMPTY_PER_SUBSCRIPTION * subscriptions;
    if (isTooOften) this.#empty = 0;
    return isTooOften;
  }
}
