import { gapEvent } from "../../batch/gap-event.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { TagRef, TagTable } from "../../contracts/plant/tag.ts";

const OVERFLOW_SOURCE = "(others)";
/** Bounds a tag table without source names; sources are named in the config. */
const MAX_SOURCES = 1000;

interface OpenGap {
  from: Micros;
  to: Micros;
  lost: number;
}

/** Losses that wait to be declared while the log itself is full. One open gap per source keeps it small. */
export class GapLedger {
  readonly #tags: Pick<TagTable, "at"> | undefined;
  readonly #open = new Map<string, OpenGap>();

  constructor(tags: Pick<TagTable, "at"> | undefined) {
    this.#tags = tags;
  }

  get isEmpty(): boolean {
    return this.#open.size === 0;
  }

  addBatch(batch: SampleBatch): void {
    for (let i = 0; i < batch.length; i++)
      this.add(this.sourceOf(batch.tags[i] as TagRef), batch.times[i] as Micros, 1);
  }

  add(source: string, time: Micros, lost: number): void {
    const key = this.#open.has(source) || this.#open.size < MAX_SOURCES ? source : OVERFLOW_SOURCE;
    const gap = this.#open.get(key);
    if (gap === undefined) {
      this.#open.set(key, { from: time, to: time, lost });
      return;
    }
    gap.lost += lost;
    if (time < gap.from) gap.from = time;
    if (time > gap.to) gap.to = time;
  }

  sourceOf(ref: TagRef): string {
    return this.#tags?.at(ref)?.source ?? OVERFLOW_SOURCE;
  }

  /** Returns the gaps as events and empties the ledger. */
  take(now: Micros): EdgeEvent[] {
    const events: EdgeEvent[] = [];
    for (const [source, gap] of this.#open)
      events.push(gapEvent({ source, from: gap.from, to: gap.to, reason: "buffer_full", lost: gap.lost }, now));
    this.#open.clear();
    return events;
  }
}
