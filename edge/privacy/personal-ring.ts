import { BatchBuilder } from "../batch/builder.ts";
import type { Trend, TrendQuestion } from "../contracts/path/historian.ts";
import { BAD_NO_DATA, type Micros, type SampleBatch } from "../contracts/path/sample-batch.ts";
import type { TagRef } from "../contracts/plant/tag.ts";

/** How long a sample about a person is remembered. */
const REMEMBERED_US = 60_000_000;
/** Samples of one tag: ten a second. A faster tag loses its oldest samples sooner. */
const CAPACITY = 600;

interface Ring {
  readonly times: Float64Array;
  readonly receivedAt: Float64Array;
  readonly values: Float64Array;
  readonly statuses: Uint32Array;
  readonly texts: (string | undefined)[];
  /** The position of the next sample, and the number of samples. */
  next: number;
  length: number;
}

/** The last minute of the tags that are about people, in memory only. */
export class PersonalRing {
  readonly #rings = new Map<TagRef, Ring>();

  add(batch: SampleBatch, index: number): void {
    const ref = batch.tags[index] as TagRef;
    let ring = this.#rings.get(ref);
    if (ring === undefined) {
      ring = {
        times: new Float64Array(CAPACITY),
        receivedAt: new Float64Array(CAPACITY),
        values: new Float64Array(CAPACITY),
        statuses: new Uint32Array(CAPACITY),
        texts: [],
        next: 0,
        length: 0,
      };
      this.#rings.set(ref, ring);
    }
    const at = ring.next;
    ring.times[at] = batch.times[index] as number;
    ring.receivedAt[at] = batch.receivedAt;
    ring.values[at] = batch.values[index] as number;
    ring.statuses[at] = batch.statuses[index] as number;
    ring.texts[at] = batch.texts.get(index);
    ring.next = (at + 1) % CAPACITY;
    ring.length = Math.min(ring.length + 1, CAPACITY);
  }

  /**
   * Erases samples that arrived more than a minute ago, or more than a minute ahead because the clock was set back.
   * Returns empty samples for tags without any left, so that the twin forgets them too.
   */
  forget(nowUs: Micros): SampleBatch | undefined {
    const emptied = new BatchBuilder();
    for (const [ref, ring] of this.#rings) {
      const newest = ring.times[(ring.next + CAPACITY - 1) % CAPACITY] as number;
      for (
        let at = oldestOf(ring);
        ring.length > 0 && Math.abs(nowUs - (ring.receivedAt[at] as number)) > REMEMBERED_US;
        at = oldestOf(ring)
      ) {
        ring.values[at] = Number.NaN;
        ring.texts[at] = undefined;
        ring.length--;
      }
      if (ring.length > 0) continue;
      this.#rings.delete(ref);
      // The value in the twin after the last sample was erased.
      emptied.add(ref, newest, Number.NaN, BAD_NO_DATA, 0);
    }
    return emptied.length === 0 ? undefined : emptied.finish(nowUs);
  }

  trend({ ref, from, to, width }: TrendQuestion): Trend {
    const columns = new Map<
      number,
      { min: number; max: number; sum: number; count: number; last: number; doubtful: boolean }
    >();
    this.each(ref, { from, to }, (time, value, status) => {
      const column = Math.min(width - 1, Math.floor(((time - from) / (to - from)) * width));
      const old = columns.get(column);
      const doubtful = status >>> 30 !== 0 || old?.doubtful === true;
      if (!Number.isFinite(value))
        columns.set(column, {
          ...(old ?? { min: Number.NaN, max: Number.NaN, sum: 0, count: 0, last: Number.NaN }),
          doubtful,
        });
      else if (old === undefined || old.count === 0)
        columns.set(column, { min: value, max: value, sum: value, count: 1, last: value, doubtful });
      else
        columns.set(column, {
          min: Math.min(old.min, value),
          max: Math.max(old.max, value),
          sum: old.sum + value,
          count: old.count + 1,
          last: value,
          doubtful,
        });
    });
    const sorted = [...columns].sort(([a], [b]) => a - b);
    const list = (read: (column: (typeof sorted)[number][1]) => number) =>
      sorted.map(([, column]) => (column.count === 0 ? null : read(column)));
    return {
      ref,
      times: sorted.map(([column]) => Math.round(from + ((to - from) * column) / width)),
      min: list(({ min }) => min),
      max: list(({ max }) => max),
      mean: list(({ sum, count }) => sum / count),
      last: list(({ last }) => last),
      doubtful: sorted.map(([, { doubtful }]) => doubtful),
    };
  }

  raw(
    ref: TagRef,
    from: Micros,
    to: Micros,
    limit: number,
  ): { times: Micros[]; values: (number | null)[]; texts: (string | null)[]; statuses: number[] } {
    const found = {
      times: [] as Micros[],
      values: [] as (number | null)[],
      texts: [] as (string | null)[],
      statuses: [] as number[],
    };
    this.each(ref, { from, to }, (time, value, status, { text }) => {
      if (found.times.length >= limit) return;
      found.times.push(time);
      found.values.push(Number.isFinite(value) ? value : null);
      found.texts.push(text ?? null);
      found.statuses.push(status);
    });
    return found;
  }

  /** Every sample of a tag with a time in [from, to), in order of arrival. */
  each(
    ref: TagRef,
    { from, to }: { from: Micros; to: Micros },
    visit: (
      time: Micros,
      value: number,
      status: number,
      more: { readonly text: string | undefined; readonly receivedAt: Micros },
    ) => void,
  ): void {
    const ring = this.#rings.get(ref);
    if (ring === undefined) return;
    for (let n = 0; n < ring.length; n++) {
      const at = (oldestOf(ring) + n) % CAPACITY;
      const time = ring.times[at] as number;
      if (time >= from && time < to)
        visit(time, ring.values[at] as number, ring.statuses[at] as number, {
          text: ring.texts[at],
          receivedAt: ring.receivedAt[at] as number,
        });
    }
  }
}

function oldestOf(ring: Ring): number {
  return (ring.next + CAPACITY - ring.length) % CAPACITY;
}
