/**
 * Messages between the edge and a thread of followers. Samples never cross: the thread reads the log's segments
 * itself.
 */
import type { EdgeErrorCode } from "../../contracts/errors.ts";
import type { FollowerHealth, FollowerOutput } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";

/** Start data of the thread. `own` is for the code that makes the followers. */
export interface ThreadData<Own> {
  readonly logDir: string;
  readonly logUid: string;
  readonly lettersPath: string;
  /** See `Progress`. */
  readonly progress: SharedArrayBuffer;
  /** The previous thread was ended for its memory. */
  readonly isCareful: boolean;
  readonly writeEveryMs?: number;
  readonly firstRetryMs?: number;
  readonly own: Own;
}

/** A question to a follower: the name of the answer, and its arguments. */
export interface Ask {
  readonly kind: "ask";
  readonly id: number;
  /** Number of the follower in the thread's order. */
  readonly follower: number;
  readonly question: string;
  readonly asked: readonly unknown[];
  /** The answer counts everything committed before it. */
  readonly position: LogPosition;
}

export type ToThread =
  /** `deletionTime`: see `DeletionTime`. */
  | { readonly kind: "committed"; readonly position: LogPosition; readonly deletionTime: Micros | undefined }
  | Ask
  /** Outputs of the follower up to this key are on disk. */
  | { readonly kind: "settled"; readonly follower: number; readonly key: LogPosition }
  /** The reader waits no longer. */
  | { readonly kind: "cancel"; readonly follower: number; readonly id: number }
  | { readonly kind: "close" };

export interface MissingItems {
  readonly from: LogPosition;
  readonly to: LogPosition;
  readonly after: Micros;
  readonly before: Micros;
}

export type FromThread =
  | {
      readonly kind: "state";
      readonly health: readonly FollowerHealth[];
      readonly positions: readonly LogPosition[];
      readonly written: readonly LogPosition[];
    }
  | { readonly kind: "output"; readonly follower: string; readonly key: LogPosition; readonly output: FollowerOutput }
  | { readonly kind: "hole"; readonly hole: MissingItems }
  /** `answer`: as `serialize` of `node:v8` writes it. */
  | { readonly kind: "answer"; readonly follower: number; readonly id: number; readonly answer: Uint8Array }
  | {
      readonly kind: "failure";
      readonly follower: number;
      readonly id: number;
      readonly code: EdgeErrorCode;
      readonly message: string;
    }
  | {
      readonly kind: "log";
      readonly level: "info" | "warn" | "error";
      readonly fields: object;
      readonly message: string;
    };
