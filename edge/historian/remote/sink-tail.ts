import type { SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import { LiveTail } from "../live-tail.ts";
import type { UnwrittenTail } from "./store-historian.ts";

/** Committed samples that a sink's server has not acknowledged yet. */
export class SinkTail implements UnwrittenTail {
  readonly #feed: { readonly acknowledged: LogPosition };
  readonly #tail: LiveTail;

  /** The caller passes on everything committed from `from` on. */
  constructor(feed: { readonly acknowledged: LogPosition }, from: LogPosition) {
    this.#feed = feed;
    this.#tail = new LiveTail(from);
  }

  committed(batches: readonly SampleBatch[], to: LogPosition): void {
    this.#tail.stored(this.#feed.acknowledged);
    this.#tail.committed(batches, to);
  }

  copy(ref: TagRef): SampleBatch | undefined {
    const { acknowledged } = this.#feed;
    if (!this.#tail.reaches(acknowledged)) return undefined;
    this.#tail.stored(acknowledged);
    return this.#tail.copy(ref);
  }
}
