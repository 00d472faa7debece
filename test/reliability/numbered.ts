/**
 * The oracle. Sample `n` has the value `n`, belongs to tag `n % TAGS`, and its
 * time follows from `n` too: each stored sample proves itself or is wrong.
 * Numbers are dense, so each missing sample is known.
 */
import { BatchBuilder } from "../../edge/batch/builder.ts";
import type { SampleBatch } from "../../edge/contracts/path/sample-batch.ts";
import type { TagRef } from "../../edge/contracts/plant/tag.ts";

export const TAGS = 200;
export const SAMPLES_PER_SECOND = 20_000;
/** Samples of all tags share a time, like those of one message. */
const PERIOD_US = (TAGS / SAMPLES_PER_SECOND) * 1e6;

/** Time of sample `n`, µs, where sample 0 is at `startUs`. */
export function timeOf(n: number, startUs: number): number {
  return startUs + Math.floor(n / TAGS) * PERIOD_US;
}

export function samplesFrom(from: number, count: number, startUs: number): SampleBatch {
  const builder = new BatchBuilder();
  for (let n = from; n < from + count; n++) builder.add((1 + (n % TAGS)) as TagRef, timeOf(n, startUs), n, 0, 0);
  return builder.finish(timeOf(from, startUs));
}

/** Every server refuses these: they must end in the dead-letter file, with the reason. */
export function isPoison(n: number): boolean {
  return n % 10_007 === 777;
}
