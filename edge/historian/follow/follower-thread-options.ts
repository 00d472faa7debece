/** Options of a thread of followers. */
import type { Logger } from "pino";
import type { DeletionTime, FollowerOutput } from "../../contracts/path/follower.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { Cursor } from "../log/cursor.ts";
import type { MissingItems } from "./thread-messages.ts";

export interface FollowerThreadOptions<Own> {
  readonly entry: URL;
  /** Names of the followers, in the thread's order. */
  readonly names: readonly string[];
  readonly own: Own;
  readonly commitLog: {
    readonly dir: string;
    readonly logUid: string;
    readonly position: LogPosition;
    followerCursor(name: string): Promise<Cursor>;
    readerMissed(from: LogPosition, to: LogPosition, between: MissingItems): void;
  };
  readonly lettersPath: string;
  readonly log: Logger;
  /** Default: the wall clock. */
  readonly deletionTime?: DeletionTime;
  /** The follower's file does not pass this output before the promise settles. */
  onOutput(follower: string, output: FollowerOutput, key: LogPosition): Promise<void> | void;
  /** Bound of heap and array buffers together. */
  readonly memoryMb?: number;
  readonly lookEveryMs?: number;
  readonly hungAfterLooks?: number;
  readonly writeEveryMs?: number;
  readonly firstRetryMs?: number;
}
