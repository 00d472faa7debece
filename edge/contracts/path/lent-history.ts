import type { TagRef } from "../plant/tag.ts";
import type { Micros } from "./sample-batch.ts";

/** What another process of the edge needs to read history by itself. */
export interface LendQuestion {
  /** An empty folder on the disk of the history, for the files that are lent. */
  readonly dir: string;
  readonly from: Micros;
  readonly to: Micros;
  /** Tags that are wanted; absent: all. */
  readonly refs?: readonly TagRef[] | undefined;
  readonly wants: readonly ("samples" | "events")[];
}

/** A text that has reached the edge a moment ago. */
export type LentText = readonly [ref: number, time: Micros, text: string, status: number];

/**
 * Files with at least the items of a stretch: closed history as hard links to Parquet files that never change, which
 * stay until the folder is deleted, and newer items beside them.
 */
export interface LentHistory {
  readonly samples: readonly string[];
  readonly texts: readonly string[];
  readonly events: readonly string[];
  /** Closed history ends before it. */
  readonly closedTo: Micros;
  /** Newer items. Of one key the last one counts, and it counts before one in closed history. */
  readonly fresh: {
    /** Blocks of `fresh-samples.ts`, in order of arrival. */
    readonly samples: string | undefined;
    /** Parquet, with the order in `arrival`. */
    readonly texts: string | undefined;
    readonly events: string | undefined;
    /** The newest of all, in order of arrival. */
    readonly newestTexts: readonly LentText[];
  };
}

export interface HistoryLender {
  /** Throws EdgeError `unavailable`. */
  lend(question: LendQuestion): Promise<LentHistory>;
}
