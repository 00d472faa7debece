/** What signals held during an operation: means of short intervals, kept for an hour. */
import { type Micros, qualityOf, type SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { Tag } from "../../contracts/plant/tag.ts";

const BIN_US = 5e6;
const BINS = 720;

interface Kept {
  readonly sums: Float64Array;
  readonly counts: Uint16Array;
  /** Number of the newest interval with a sample. */
  newest: number;
  last: number;
}

export class SignalMeans {
  readonly #byRef = new Map<number, Kept>();
  /** Since the last opening: operations that began before are not judged by a part of their samples. */
  #from: Micros = Number.NaN;

  constructor(tags: readonly Tag[]) {
    for (const { ref } of tags)
      this.#byRef.set(ref, {
        sums: new Float64Array(BINS),
        counts: new Uint16Array(BINS),
        newest: -1,
        last: Number.NaN,
      });
  }

  observe(samples: SampleBatch): void {
    if (Number.isNaN(this.#from)) this.#from = samples.receivedAt;
    for (let at = 0; at < samples.length; at++) {
      const kept = this.#byRef.get(samples.tags[at] as number);
      const value = samples.values[at] as number;
      if (kept === undefined || Number.isNaN(value) || qualityOf(samples.statuses[at] as number) === "bad") continue;
      add(kept, Math.floor((samples.times[at] as number) / BIN_US), value);
    }
  }

  /** The newest value; NaN before the first. */
  last({ ref }: Tag): number {
    return this.#byRef.get(ref)?.last ?? Number.NaN;
  }

  /** Mean from one time to another; the value before where none came; NaN where neither is known. */
  mean({ ref }: Tag, from: Micros, to: Micros): number {
    const kept = this.#byRef.get(ref);
    if (kept === undefined || kept.newest < 0 || !(from >= this.#from)) return Number.NaN;
    const { sums, counts, newest } = kept;
    const first = Math.max(Math.floor(from / BIN_US), newest - BINS + 1);
    const last = Math.min(Math.floor(to / BIN_US), newest);
    let [sum, count] = [0, 0];
    for (let bin = first; bin <= last; bin++) {
      sum += sums[bin % BINS] as number;
      count += counts[bin % BINS] as number;
    }
    for (let bin = Math.min(first - 1, newest); count === 0 && bin > newest - BINS && bin >= 0; bin--) {
      sum = sums[bin % BINS] as number;
      count = counts[bin % BINS] as number;
    }
    return count === 0 ? Number.NaN : sum / count;
  }
}

function add(kept: Kept, bin: number, value: number): void {
  const { sums, counts } = kept;
  if (bin <= kept.newest - BINS) return;
  for (let old = Math.max(kept.newest + 1, bin - BINS + 1); old <= bin; old++) {
    sums[old % BINS] = 0;
    counts[old % BINS] = 0;
  }
  if (bin >= kept.newest) kept.last = value;
  kept.newest = Math.max(kept.newest, bin);
  const at = bin % BINS;
  if ((counts[at] as number) === 0xffff) return;
  sums[at] = (sums[at] as number) + value;
  counts[at] = (counts[at] as number) + 1;
}
