import type { Micros } from "./sample-batch.ts";

/** From `from` on, and before `to`. */
export interface TimeRange {
  readonly from: Micros;
  readonly to: Micros;
}
