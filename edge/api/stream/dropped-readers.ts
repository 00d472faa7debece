import type { Logger } from "pino";
import type { Counters } from "../../observe/counters.ts";

/** The log gets at most one dropped reader a second, with the count of the others. */
const LOG_EVERY_MS = 1000;

/** Counts dropped readers by reason, and logs at most one a second, so that a flood does not fill the log. */
export class DroppedReaders {
  readonly #counters: Counters;
  readonly #log: Logger;
  readonly #of: "stream" | "replay";
  #loggedMs = Number.NEGATIVE_INFINITY;
  #unsaid = 0;

  constructor(of: "stream" | "replay", { counters, log }: { readonly counters: Counters; readonly log: Logger }) {
    this.#of = of;
    this.#counters = counters;
    this.#log = log;
  }

  add(address: string, reason: string): void {
    this.#counters.counter(`gemba_${this.#of}_dropped_total`, "Readers that were cut off.", { reason }).add(1);
    const nowMs = performance.now();
    if (nowMs - this.#loggedMs < LOG_EVERY_MS) {
      this.#unsaid++;
      return;
    }
    this.#log.warn({ address, reason, unsaid: this.#unsaid }, `a reader of the ${this.#of} was cut off`);
    this.#loggedMs = nowMs;
    this.#unsaid = 0;
  }
}
