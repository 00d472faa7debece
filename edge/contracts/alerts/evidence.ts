import type { Micros } from "../path/sample-batch.ts";
import type { LogPosition } from "../path/source.ts";
import type { LocalizedText, TagRef } from "../plant/tag.ts";

/** What made a detector speak: enough to draw and to argue with. */
export interface Evidence {
  readonly tag: TagRef;
  readonly value: number;
  /** The limit, reference or threshold it was held against, in the tag's unit. */
  readonly limit?: number;
  /** For predictions that came true: since when the value is beyond the limit. */
  readonly crossedAt?: Micros;
  /** For predictions: when the limit will be crossed, with the interval the method gives. */
  readonly prediction?: {
    readonly at: Micros;
    readonly from: Micros;
    readonly to: Micros;
    readonly confidence: number;
  };
  /** One sentence on why, built by the detector. */
  readonly why: LocalizedText;
}

/**
 * Where in the log a follower said something: what it says once more after a kill bears the same, and changes nothing.
 */
export interface SaidAt {
  readonly log: string;
  readonly position: LogPosition;
  /** Which of the findings that it said there. */
  readonly number: number;
}
