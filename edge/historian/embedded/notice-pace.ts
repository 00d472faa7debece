import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { HistorianOptions } from "./historian-options.ts";

/**
 * The historian writes a transaction for each position that it is sent, so fewer items than `MANY` wait up to
 * `LATER_MS`. Questions see them meanwhile: samples are sent along with a question, and events are read before its
 * answer.
 */
const MANY = 10_000;
const LATER_MS = 1_000;

/** Decides when the historian's process learns the position of the log. */
export class NoticePace {
  #position: LogPosition = -1;
  #sentMs = Number.NEGATIVE_INFINITY;

  /**
   * Whether to send this position to the process now; it then counts as sent. False when the process knows it, and,
   * unless it is urgent, when a position was sent just now and there is little to read.
   */
  sendsNow(position: LogPosition, nowMs: number, isUrgent: boolean): boolean {
    const isEarly = position - this.#position < MANY && nowMs - this.#sentMs < LATER_MS;
    if (position === this.#position || (isEarly && !isUrgent)) return false;
    this.#position = position;
    this.#sentMs = nowMs;
    return true;
  }

  /** A new process knows nothing. */
  restart(): void {
    this.#position = -1;
    this.#sentMs = Number.NEGATIVE_INFINITY;
  }
}

/** Position of the log, and the believed time, by which everything before it had arrived. */
export function reachedBy({
  commitLog,
  deletionTime = () => Date.now() * 1000,
}: Pick<HistorianOptions, "commitLog" | "deletionTime">): {
  readonly position: LogPosition;
  readonly deletionTime: Micros | undefined;
} {
  return { position: commitLog.position, deletionTime: deletionTime() };
}
