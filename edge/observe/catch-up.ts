import { type Micros, type SampleBatch, SampleFlag } from "../contracts/path/sample-batch.ts";

/** Length of the two windows of time that are compared. */
const WINDOW_US = 10e6;
/** The age of samples must have fallen by this much. */
const NEARER_US = 1e6;
/** Samples that arrive late on purpose: their age has no meaning. */
const LATER = SampleFlag.backfill | SampleFlag.historical;

/**
 * Whether sources are delivering a backlog, and the age of samples falls: after an outage the edge works at full
 * load, and that ends by itself. Under an overload the age of samples stays or grows.
 */
export class CatchUp {
  #oldestUs = Number.NEGATIVE_INFINITY;
  #beforeUs = Number.NEGATIVE_INFINITY;
  #since: Micros = Number.NaN;
  #is = false;

  /** Takes the age of the last sample of a batch: earlier ones of the same message are older. */
  take({ times, flags, receivedAt, length }: SampleBatch): void {
    if (length === 0 || ((flags[length - 1] as number) & LATER) !== 0) return;
    this.#oldestUs = Math.max(this.#oldestUs, receivedAt - (times[length - 1] as number));
  }

  /** Call it about once a second; `now` is monotonic. */
  look(now: Micros): boolean {
    if (!(this.#since <= now)) this.#since = now;
    if (now - this.#since < WINDOW_US) return this.#is;
    this.#is = Number.isFinite(this.#oldestUs) && this.#oldestUs < this.#beforeUs - NEARER_US;
    this.#beforeUs = this.#oldestUs;
    this.#oldestUs = Number.NEGATIVE_INFINITY;
    this.#since = now;
    return this.#is;
  }
}
