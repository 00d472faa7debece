import { BatchBuilder } from "../../../edge/batch/builder.ts";
import type { SampleBatch } from "../../../edge/contracts/path/sample-batch.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";

/** 2024-01-01T00:00:00Z in µs. */
export const T0 = 1_704_067_200_000_000;

/** Sample `n` of a tag has the value `n` and the time `T0 + n ms`, so that each sample can be verified by itself. */
export function numbered(from: number, count: number, ref = 1): SampleBatch {
  const builder = new BatchBuilder();
  for (let n = from; n < from + count; n++) builder.add(ref as TagRef, T0 + n * 1000, n, 0, 0);
  return builder.finish(T0 + from * 1000);
}

/** One sample per entry: `[ref, time, value]`, or `[ref, time, text]`. */
export function batchOf(
  ...samples: readonly (readonly [ref: number, time: number, value: number | string, status?: number])[]
): SampleBatch {
  const builder = new BatchBuilder();
  for (const [ref, time, value, status = 0] of samples) {
    if (typeof value === "string") builder.addText(ref as TagRef, time, value, status, 0);
    else builder.add(ref as TagRef, time, value, status, 0);
  }
  return builder.finish(T0);
}

export function valuesOf(batches: readonly SampleBatch[]): number[] {
  return batches.flatMap((batch) => [...batch.values]);
}
