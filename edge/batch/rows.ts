import type { SampleBatch } from "../contracts/path/sample-batch.ts";
import { NO_TEXTS } from "../contracts/path/sample-batch.ts";
import type { TagRef } from "../contracts/plant/tag.ts";
import { columnsFor } from "./sample-columns.ts";

/** A new batch of the samples at `indexes` (ascending). Returns the same batch when all of its samples stay. */
export function pickSamples(batch: SampleBatch, indexes: Uint32Array): SampleBatch {
  const length = indexes.length;
  if (length === batch.length) return batch;
  const { tags, times, values, statuses, flags } = columnsFor(length);
  let texts: Map<number, string> | undefined;
  for (let i = 0; i < length; i++) {
    const from = indexes[i] as number;
    tags[i] = batch.tags[from] as number;
    times[i] = batch.times[from] as number;
    values[i] = batch.values[from] as number;
    statuses[i] = batch.statuses[from] as number;
    flags[i] = batch.flags[from] as number;
    const text = batch.texts.size === 0 ? undefined : batch.texts.get(from);
    if (text === undefined) continue;
    texts ??= new Map();
    texts.set(i, text);
  }
  return { length, tags, times, receivedAt: batch.receivedAt, values, statuses, flags, texts: texts ?? NO_TEXTS };
}

/** Indexes that there is room for at first, which doubles for longer batches. */
const FIRST_ROOM = 4096;

/** Picks the samples of some tags out of batches. */
export class SamplePick {
  /** By ref, up to the highest of these tags: 1 for those that are picked. */
  readonly #isPicked: Uint8Array;
  #indexes = new Uint32Array(FIRST_ROOM);

  constructor(tags: readonly TagRef[]) {
    this.#isPicked = new Uint8Array(tags.reduce<number>((high, ref) => Math.max(high, ref + 1), 0));
    for (const ref of tags) this.#isPicked[ref] = 1;
  }

  /** A batch of these samples, or the same batch where it has no others; undefined where it has none of these. */
  of(batch: SampleBatch): SampleBatch | undefined {
    const { length, tags } = batch;
    if (this.#isPicked.length === 0) return undefined;
    while (this.#indexes.length < length) this.#indexes = new Uint32Array(2 * this.#indexes.length);
    const isPicked = this.#isPicked;
    const indexes = this.#indexes;
    let count = 0;
    for (let at = 0; at < length; at++) {
      const ref = tags[at] as number;
      if (ref >= isPicked.length) continue;
      // Without a branch, which a mix of tags would make slow: the next index overwrites one that is not picked.
      indexes[count] = at;
      count += isPicked[ref] as number;
    }
    return count === 0 ? undefined : pickSamples(batch, indexes.subarray(0, count));
  }
}

/*
 * The watchers of each tag, as compressed rows: those of ref r are
 * #watchers[#starts[r]] … #watchers[#starts[r + 1] - 1]. One pass over a batch
 * then finds the samples of all watchers; asking each watcher in turn costs
 * watchers × samples, which hundreds of detectors cannot afford.
 */

/** Hands each of many watchers the samples of the tags it watches, and nothing else. */
export class SampleRouter {
  readonly #starts: Uint32Array;
  readonly #watchers: Uint32Array;
  /** Per watcher, zero between two batches: first how many samples it gets, then where its next index goes. */
  readonly #counts: Uint32Array;

  constructor(watches: readonly (readonly TagRef[])[]) {
    const highest = watches.reduce((high, refs) => refs.reduce<number>((h, ref) => Math.max(h, ref), high), -1);
    this.#starts = new Uint32Array(highest + 2);
    const unique = watches.map((refs) => new Set(refs));
    for (const refs of unique) for (const ref of refs) this.#starts[ref + 1] = (this.#starts[ref + 1] as number) + 1;
    for (let ref = 0; ref <= highest; ref++)
      this.#starts[ref + 1] = (this.#starts[ref + 1] as number) + (this.#starts[ref] as number);
    this.#watchers = new Uint32Array(this.#starts[highest + 1] as number);
    const next = this.#starts.slice();
    for (const [watcher, refs] of unique.entries()) {
      for (const ref of refs) {
        const at = next[ref] as number;
        this.#watchers[at] = watcher;
        next[ref] = at + 1;
      }
    }
    this.#counts = new Uint32Array(watches.length);
  }

  /** Calls `visit` once for each watcher that has samples in the batch. */
  route(batch: SampleBatch, visit: (watcher: number, samples: SampleBatch) => void): void {
    if (this.#watchers.length === 0) return;
    const [counts, starts, watchers] = [this.#counts, this.#starts, this.#watchers];
    const { length, tags } = batch;
    const touched: number[] = [];
    let total = 0;
    for (let i = 0; i < length; i++) {
      const ref = tags[i] as number;
      if (ref + 1 >= starts.length) continue;
      const end = starts[ref + 1] as number;
      for (let w = starts[ref] as number; w < end; w++) {
        const watcher = watchers[w] as number;
        if (counts[watcher] === 0) touched.push(watcher);
        counts[watcher] = (counts[watcher] as number) + 1;
        total++;
      }
    }
    if (total === 0) return;
    if (touched.length === 1 && total === batch.length) {
      counts[touched[0] as number] = 0;
      visit(touched[0] as number, batch);
      return;
    }
    const indexes = this.#indexes(batch, touched, total);
    const ends = touched.map((watcher) => counts[watcher] as number);
    for (const watcher of touched) counts[watcher] = 0;
    let from = 0;
    for (const [i, watcher] of touched.entries()) {
      const to = ends[i] as number;
      visit(watcher, pickSamples(batch, indexes.subarray(from, to)));
      from = to;
    }
  }

  /** Sample indexes grouped by watcher in the order of `touched`; leaves the end of each group in `#counts`. */
  #indexes(batch: SampleBatch, touched: readonly number[], total: number): Uint32Array {
    const [counts, starts, watchers] = [this.#counts, this.#starts, this.#watchers];
    let start = 0;
    for (const watcher of touched) {
      const count = counts[watcher] as number;
      counts[watcher] = start;
      start += count;
    }
    const indexes = new Uint32Array(total);
    for (let i = 0; i < batch.length; i++) {
      const ref = batch.tags[i] as number;
      if (ref + 1 >= starts.length) continue;
      const end = starts[ref + 1] as number;
      for (let w = starts[ref] as number; w < end; w++) {
        const watcher = watchers[w] as number;
        const at = counts[watcher] as number;
        indexes[at] = i;
        counts[watcher] = at + 1;
      }
    }
    return indexes;
  }
}
