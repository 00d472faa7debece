/** What a lane of one follower needs. */
import type { Logger } from "pino";
import type { Follower, FollowerOutput } from "../../contracts/path/follower.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { DeadLetters } from "./dead-letters.ts";

export interface LaneOptions {
  readonly name: string;
  /** Opens the follower at its mark. Throws where its file cannot be opened. */
  open(): Follower;
  readonly letters: DeadLetters;
  readonly log: Logger;
  /** `key` is the place in the log that the output was made at. */
  onOutput(output: FollowerOutput, key: LogPosition): void;
  /** What the follower is at, for a watchdog: the item at this place, its own file, or nothing. */
  working(at: LogPosition | "file" | "nothing"): void;
  /** Monotonic ms. */
  readonly clock: () => number;
  /** Whether it writes after each item at the moment. */
  isCareful?(): boolean;
  readonly writeEveryMs?: number;
  readonly firstRetryMs?: number;
}
