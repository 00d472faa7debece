import type { LogPosition } from "../path/source.ts";

/**
 * Where in the log a follower said something: what it says once more after a kill bears the same, and changes nothing.
 */
export interface SaidAt {
  readonly log: string;
  readonly position: LogPosition;
  /** Which of the findings that it said there. */
  readonly number: number;
}
