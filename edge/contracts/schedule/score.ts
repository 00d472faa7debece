/** A schedule against what happened (rules SD39 to SD43 in docs/rules/schedule.md). */

/**
 * Why it is not known what happened: reports were lost, the record does not reach back that far, a source that reports
 * pieces stayed silent, or the record has no order of the schedule.
 */
export const UNSCORED_REASONS = ["gap", "forgotten", "silent", "foreign"] as const;
export type UnscoredReason = (typeof UNSCORED_REASONS)[number];

/** Errors of ends or starts: minutes, above 0 where it was later than planned. Null where nothing is judged. */
export interface PlanError {
  /** Those whose planned moment has passed, or that happened before it. */
  readonly judged: number;
  /** Those of them that have not happened yet: their error is at least what has passed since. */
  readonly open: number;
  /** Median. */
  readonly errorMin: number | null;
  /** Median without sign. */
  readonly spreadMin: number | null;
}

/** Ends of orders that were planned for so many hours after the plan's start. */
export interface HorizonError extends PlanError {
  /** Null: whatever is beyond the last one. */
  readonly upToHours: number | null;
}

export interface ScheduleScore {
  /** Moments are texts, RFC 3339 in UTC with milliseconds. */
  readonly scoredAt: string;
  /** What came later is not judged yet. */
  readonly upTo: string;
  /** Whether it is judged no more. */
  readonly isFinal: boolean;
  readonly unknown: UnscoredReason | null;
  /** The source whose reports were lost; null where that is not why, or more were lost than could be read. */
  readonly source: string | null;
  /** Orders of which it is known by now whether they ended before they were due. */
  readonly onTime: { readonly judged: number; readonly planned: number; readonly actual: number };
  readonly horizons: readonly HorizonError[];
  /** First pieces of operations. `onMachine`: share of pieces that were made where it was planned. */
  readonly starts: PlanError & { readonly onMachine: number | null };
}

/** An order of the schedule and when it ended; null: not by then. */
export interface JudgedOrder {
  readonly order: string;
  readonly due: string;
  readonly plannedEnd: string;
  readonly end: string | null;
}
