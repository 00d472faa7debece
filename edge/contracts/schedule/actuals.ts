/** What became of the operations of a schedule (rules SD63 to SD65 in docs/rules/schedule.md). */
import type { PlacedStep } from "./schedule.ts";
import { UNSCORED_REASONS } from "./score.ts";

/**
 * `done`: all pieces that come to it are made, or its order is over. `begun`: a piece was begun. `open`: none was.
 * `skipped`: its order was over before it began, or none of its pieces is left.
 */
export const ACTUAL_STATES = ["done", "begun", "open", "skipped"] as const;
export type ActualState = (typeof ACTUAL_STATES)[number];

/** As scores have it. `silent`: a source that reports pieces is silent now, or the edge has only just started. */
export const ACTUAL_DOUBTS = UNSCORED_REASONS;
export type ActualDoubt = (typeof ACTUAL_DOUBTS)[number];

/** Moments are texts, RFC 3339 in UTC with milliseconds. */
export interface ActualOperation extends PlacedStep {
  readonly state: ActualState;
  /** Of its first piece; null: none was begun. */
  readonly start: string | null;
  /** Of its last piece; null: it has not ended. */
  readonly end: string | null;
  /** Pieces that have ended, of those that come to it. */
  readonly pieces: number;
  readonly of: number;
  /** Where its pieces were made, the first one first. */
  readonly machines: readonly string[];
}

export interface ScheduleActuals {
  /** What came later is not known yet; null: nothing is known. */
  readonly upTo: string | null;
  /**
   * Why not all of it is known; null: it is. Then no operation is `open` or `skipped`, and what is `begun` may have
   * ended. With `forgotten` and `foreign` none is listed.
   */
  readonly doubt: ActualDoubt | null;
  /** The source whose reports were lost or that is silent; null where that is not why, or it is not known which. */
  readonly source: string | null;
  /** It is unknown what became of those that are not listed. */
  readonly operations: readonly ActualOperation[];
}
