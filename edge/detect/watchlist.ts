import type { SampleBatch } from "../contracts/path/sample-batch.ts";
import { qualityOf, SampleFlag } from "../contracts/path/sample-batch.ts";
import type { Tag, TagRef } from "../contracts/plant/tag.ts";
import type { Evidence } from "../contracts/records/evidence.ts";

/**
 * A source time this far ahead of the arrival is impossible: the arrival time is used instead, because one bad
 * timestamp would silence the tag for good.
 */
const AHEAD_MAX_US = 10_000_000;
/** If no sample was in order for this long, the source's clock was set back and its new time is accepted. */
const CLOCK_STEP_AFTER_US = 30_000_000;
/** If a sample arrives this long before the previous one did, the edge's own clock was set back: accepted at once. */
const EDGE_CLOCK_STEP_US = 1_000_000;

/** Counts of the samples that a detector received. */
export interface DetectorCounters {
  used: number;
  /** Bad status, NaN or infinite. */
  untrusted: number;
  /** Older than a sample that was seen before. */
  outOfOrder: number;
}

/**
 * Numbers the watched tags densely, so that a detector's state is typed arrays, and admits only samples that can be
 * trusted and are newer.
 */
export class Watchlist {
  readonly tags: readonly Tag[];
  readonly refs: readonly TagRef[];
  readonly counters: DetectorCounters = { used: 0, untrusted: 0, outOfOrder: 0 };
  /** Source time of the newest admitted sample, by index. */
  readonly times: Float64Array;
  /** When that sample arrived. */
  readonly arrivals: Float64Array;
  /** 1: that sample is of uncertain quality. */
  readonly #uncertain: Uint8Array;
  readonly #indexOf: Int32Array;

  constructor(tags: readonly Tag[]) {
    this.tags = tags;
    this.refs = tags.map((tag) => tag.ref);
    this.times = new Float64Array(tags.length).fill(Number.NaN);
    this.arrivals = new Float64Array(tags.length).fill(Number.NaN);
    this.#uncertain = new Uint8Array(tags.length);
    this.#indexOf = new Int32Array(this.refs.reduce((size, ref) => Math.max(size, ref + 1), 0)).fill(-1);
    this.refs.forEach((ref, index) => {
      this.#indexOf[ref] = index;
    });
  }

  get size(): number {
    return this.tags.length;
  }

  /** Evidence from the newest admitted sample of a tag: its time and quality. */
  newest(index: number): Pick<Evidence, "tag" | "to" | "quality"> {
    const [tag, to] = [this.refs[index] as TagRef, this.times[index] as number];
    const quality = this.#uncertain[index] === 1 ? "uncertain" : "good";
    return Number.isNaN(to) ? { tag } : { tag, to, quality };
  }

  /** Index of the sample's tag, or -1 when it is not watched. */
  indexOf(samples: SampleBatch, at: number): number {
    return this.#indexOf[samples.tags[at] as number] ?? -1;
  }

  /**
   * Index of the sample's tag, or -1 when it is not watched, not to be trusted, or out of order. Remembers its time.
   */
  admit(samples: SampleBatch, at: number): number {
    const index = this.indexOf(samples, at);
    if (index < 0) return -1;
    const status = samples.statuses[at] as number;
    const hasValue = Number.isFinite(samples.values[at]) || samples.texts.has(at);
    if (status >>> 31 === 1 || !hasValue) {
      this.counters.untrusted++;
      return -1;
    }
    if (!this.#inOrder(samples, at, index)) return -1;
    this.#uncertain[index] = status === 0 || qualityOf(status) === "good" ? 0 : 1;
    return index;
  }

  #inOrder(samples: SampleBatch, at: number, index: number): boolean {
    const arrived = samples.receivedAt;
    const claimed = samples.times[at] as number;
    const time = claimed <= arrived + AHEAD_MAX_US ? claimed : arrived;
    const last = this.times[index] as number;
    if (time <= last) {
      const late = ((samples.flags[at] as number) & (SampleFlag.backfill | SampleFlag.historical)) !== 0;
      const sinceLast = arrived - (this.arrivals[index] as number);
      if (late || !(sinceLast > CLOCK_STEP_AFTER_US || sinceLast < -EDGE_CLOCK_STEP_US)) {
        this.counters.outOfOrder++;
        return false;
      }
    }
    this.times[index] = time;
    this.arrivals[index] = arrived;
    this.counters.used++;
    return true;
  }
}
