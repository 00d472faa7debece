/** Samples that a server's queues dropped, by tag (OPC 10000-4, 5.13.1.5). Runs in the worker. */
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { TagRef } from "../../../contracts/plant/tag.ts";
import type { Span } from "./span.ts";

/** Between the last sample before a queue dropped some and the first after it, both excluded. */
interface Overflow {
  readonly from: Micros;
  readonly to: Micros;
  readonly lost: number;
}

/** A tag with the time of its last sample; NaN before the first. */
interface Overflowed {
  readonly ref: TagRef;
  readonly sourceTime: Micros;
}

export class Overflows {
  readonly #since: Micros;
  readonly #byTag = new Map<TagRef, Overflow>();

  /** `since`: samples that are missing before a tag's first one are not older than this. */
  constructor(since: Micros) {
    this.#since = since;
  }

  /** A sample of these tags at `time` carries the overflow bit: samples before it were dropped. */
  note(tags: readonly Overflowed[], time: Micros): void {
    for (const { ref, sourceTime } of tags) {
      const known = this.#byTag.get(ref);
      const last = Number.isNaN(sourceTime) ? this.#since : sourceTime + 1;
      const from = Math.min(known?.from ?? Number.POSITIVE_INFINITY, last, time);
      const to = Math.max(known?.to ?? Number.NEGATIVE_INFINITY, time - 1, from);
      this.#byTag.set(ref, { from, to, lost: (known?.lost ?? 0) + 1 });
    }
  }

  /**
   * The spans since the last call, tags with the same span together. `lost`: the least possible number, as servers
   * give none.
   */
  take(): Span[] {
    if (this.#byTag.size === 0) return [];
    const spans = new Map<string, { refs: number[]; span: Overflow }>();
    for (const [ref, span] of this.#byTag) {
      const key = `${span.from} ${span.to} ${span.lost}`;
      const known = spans.get(key);
      if (known === undefined) spans.set(key, { refs: [ref], span });
      else known.refs.push(ref);
    }
    this.#byTag.clear();
    return [...spans.values()].map(({ refs, span }) => ({
      ...span,
      refs,
      reason: "source_queue_overflow",
      isCertain: true,
    }));
  }
}
