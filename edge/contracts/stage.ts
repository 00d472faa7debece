import type { SampleBatch } from "./sample-batch.ts";

/** One synchronous step behind the log, per sink. No I/O, no clock: time comes in with the samples or `tick`. */
export interface Stage {
  apply(batch: SampleBatch): SampleBatch;
  /** Samples that are due because time passed, such as the end of a window. */
  tick?(nowUs: number): SampleBatch;
}
