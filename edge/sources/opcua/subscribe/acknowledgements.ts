/** Tracks the notification messages that a server may forget. Runs in the worker. */
import type { Acknowledgement } from "./publish-port.ts";
import type { Subscription } from "./subscription.ts";

/** Acknowledgements per request, so that it fits into the smallest chunk. The rest goes with the next. */
const MOST_PER_REQUEST = 500;

/**
 * Messages whose samples are not yet on disk. Beyond this bound the oldest are never acknowledged; the server's own
 * bound ends them.
 */
const MOST_UNACKNOWLEDGED = 10_000;
/** Acknowledgements that wait for a request. A server that accepts none keeps its messages up to its own bound. */
const MOST_WAITING = 100_000;

/** Values of messages that are not on disk; a quarter of what the commit log holds for all sources (rule L14). */
const MOST_BYTES = 16 * 1024 * 1024;

type Taken = Pick<Subscription, "id" | "unacknowledged" | "available">;

export class Acknowledgements {
  readonly #waiting: Acknowledgement[] = [];
  #bytes = 0;

  /** Whether so much is not on disk that the server should keep further messages (rule L23). */
  get isFull(): boolean {
    return this.#bytes > MOST_BYTES;
  }

  /** The message was taken but is not on disk yet. A message without a number cannot be acknowledged. */
  took({ unacknowledged }: Taken, sequence: number, bytes = 0): void {
    if (sequence === 0) return;
    this.#bytes += bytes;
    if (unacknowledged.push({ sequence, bytes }) > MOST_UNACKNOWLEDGED)
      this.#bytes -= unacknowledged.shift()?.bytes ?? 0;
  }

  /** The messages up to this one are on disk. */
  add({ id, unacknowledged, available }: Taken, sequence: number): void {
    const upTo = unacknowledged.findIndex((one) => one.sequence === sequence) + 1;
    for (const { sequence: sequenceNumber, bytes } of unacknowledged.splice(0, upTo)) {
      this.#bytes -= bytes;
      // Some servers end the connection at an acknowledgement of a number that they no longer hold.
      const isHeld = available.length === 0 || Array.prototype.includes.call(available, sequenceNumber);
      if (isHeld && this.#waiting.length < MOST_WAITING) this.#waiting.push({ subscriptionId: id, sequenceNumber });
    }
  }

  /** The acknowledgements of the next request. */
  take(): Acknowledgement[] {
    return this.#waiting.splice(0, MOST_PER_REQUEST);
  }
}
