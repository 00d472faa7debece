/** Options of a consumer, which leads one follower along the log. */
import type { Logger } from "pino";
import type { Follower, FollowerOutput } from "../../contracts/path/follower.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { DeadLetters } from "./dead-letters.ts";

export interface LogConsumerOptions {
  readonly name: string;
  /** Opens the follower at its mark. Throws where its file cannot be opened. */
  open(): Follower;
  readonly letters: DeadLetters;
  readonly log: Logger;
  /** `key` is the position in the log at which the output was made. */
  onOutput(output: FollowerOutput, key: LogPosition): void;
  /** Whether everything that the follower gave out up to this key is on disk. Default: always. */
  isOnDisk?(key: LogPosition): boolean;
  /** Reports to a watchdog: work on the item at this position, work on the follower's file, or none. */
  working(at: LogPosition | "file" | "nothing"): void;
  /** Monotonic ms. */
  readonly clock: () => number;
  /** Whether the follower writes after each item for now. */
  isCareful?(): boolean;
  readonly writeEveryMs?: number;
  readonly firstRetryMs?: number;
}
