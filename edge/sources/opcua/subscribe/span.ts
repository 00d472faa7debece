import type { GapReason } from "../../../contracts/path/event-batch.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";

/** A span of source time in which samples may be missing, and why. */
export interface Span {
  readonly from: Micros;
  readonly to: Micros;
  readonly reason: GapReason;
  readonly lost?: number;
  /** Tags that may miss samples; absent: every tag of the source. */
  readonly refs?: readonly number[];
  /** Samples are certainly missing, so a history without any in the span does not settle it. */
  readonly isCertain?: true;
}
