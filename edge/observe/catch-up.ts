import { type Micros, type SampleBatch, SampleFlag } from "../contracts/path/sample-batch.ts";

/** Two stretches of time of this length are held against each other. */
const WINDOW_US = 10e6;
/** By so much samples must have come nearer to now. */
const NEARER_US = 1e6;
/** Brought later on purpose: how old they are says nothing. */
const LATER = SampleFlag.backfill | SampleFlag.historical;

/**
 * Whether sources bring what waited for them, and come nearer to now: after an outage the edge works as fast as it can, and
 * that ends by itself. Under an overload samples keep their age, or are older and older.
 */
export class CatchUp {
  #oldestUs = Number.NEGATIVE_INFINITY;
  #beforeUs = Number.NEGATIVE_INFINITY;
  #since: Micros = Number.NaN;
  #is = false;

  /** Takes the age of the last sample of a batch: those before it in a message are no news. */
  take({ times, flags, receivedAt, length }: SampleBatch): void {
    if (length === 0 || ((flags[length - 1] as number) & LATER) !== 0) return;
    this.#oldestUs = Math.max(this.#oldestUs, receivedAt - (times[length - 1] as number));
  }

  /** About once a second; `now` runs on whatever the machine's clock does. */
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
