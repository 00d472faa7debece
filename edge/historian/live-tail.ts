import { BatchBuilder } from "../batch/builder.ts";
import type { SampleBatch } from "../contracts/path/sample-batch.ts";
import type { LogPosition } from "../contracts/path/source.ts";
import type { TagRef } from "../contracts/plant/tag.ts";

/**
 * Bound of the tail: 250,000 samples a second for 4 s. Older samples are dropped; a historian's process that needs them
 * is behind.
 */
const MAX_SAMPLES = 1_000_000;

interface Kept {
  readonly batches: readonly SampleBatch[];
  readonly samples: number;
  /** Position after the last of these batches. */
  readonly to: LogPosition;
}

/**
 * Committed samples that the historian may not have stored yet, by reference to their batches. They go along with
 * questions, so that no answer ends in a hole.
 */
export class LiveTail {
  #kept: Kept[] = [];
  #samples = 0;
  /** Position of the first sample in the batches. */
  #from: LogPosition;

  /** Without `from` the log may have items that were committed before this. */
  constructor(from: LogPosition = Number.POSITIVE_INFINITY) {
    this.#from = from;
  }

  committed(batches: readonly SampleBatch[], to: LogPosition): void {
    const samples = batches.reduce((sum, { length }) => sum + length, 0);
    if (samples === 0) return;
    this.#kept.push({ batches, samples, to });
    this.#samples += samples;
    while (this.#samples > MAX_SAMPLES && this.#kept.length > 1) this.#drop();
  }

  /** The historian has every item before `position`. */
  stored(position: LogPosition): void {
    while (this.#kept.length > 0 && (this.#kept[0] as Kept).to <= position) this.#drop();
  }

  /** Whether the tail has every item after `position`. */
  reaches(position: LogPosition): boolean {
    return this.#from <= position;
  }

  /** Copies the samples of one tag, of some, or of all, in order of arrival, with the arrival of the newest batch. */
  copy(of?: TagRef | ReadonlySet<TagRef>): SampleBatch {
    const builder = new BatchBuilder();
    let newest = 0;
    const isNone = typeof of === "object" && of.size === 0;
    for (const { batches } of isNone ? [] : this.#kept)
      for (const batch of batches) {
        addTo(builder, batch, of);
        newest = Math.max(newest, batch.receivedAt);
      }
    return builder.finish(newest);
  }

  #drop(): void {
    const { samples, to } = this.#kept.shift() as Kept;
    this.#samples -= samples;
    this.#from = to;
  }
}

function addTo(builder: BatchBuilder, batch: SampleBatch, of: TagRef | ReadonlySet<TagRef> | undefined): void {
  const isOne = typeof of === "number";
  for (let i = 0; i < batch.length; i++) {
    if (isOne ? batch.tags[i] !== of : of?.has(batch.tags[i] as TagRef) === false) continue;
    const [tag, time, status, flags] = [
      batch.tags[i] as TagRef,
      batch.times[i] as number,
      batch.statuses[i] as number,
      batch.flags[i] as number,
    ];
    const text = batch.texts.size === 0 ? undefined : batch.texts.get(i);
    if (text === undefined) builder.add(tag, time, batch.values[i] as number, status, flags);
    else builder.addText(tag, time, text, status, flags);
  }
}
