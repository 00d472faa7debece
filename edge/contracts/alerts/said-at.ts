import type { LogPosition } from "../path/source.ts";

/**
 * Place in the log of a follower's finding. A finding that is repeated after a kill has the same, and changes
 * nothing.
 */
export interface SaidAt {
  readonly log: string;
  readonly position: LogPosition;
  /** Number among the findings made there. */
  readonly number: number;
}
