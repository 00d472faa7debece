import type { Micros, SampleBatch } from "../contracts/sample-batch.ts";
import { qualityOf } from "../contracts/sample-batch.ts";
import type { AssetUid, Tag, TagRef } from "../contracts/tag.ts";

/** Newest steps of the line's last counters remembered for the cycle time. */
const STEPS_MAX = 32;

/**
 * Parts since a moment, from counters that only grow. A counter that falls was
 * reset: it counts on from its new value, and parts made between its last
 * sample and the reset are not counted.
 */
export class PartCounts {
  readonly refs: readonly TagRef[];
  resets = 0;
  readonly #indexOf = new Map<number, number>();
  readonly #ofAsset = new Map<AssetUid, number>();
  readonly #last: Float64Array;
  readonly #made: Float64Array;
  /** Source time and running total of the newest steps of all counters together. */
  readonly #steps: { time: Micros; total: number }[] = [];
  #total = 0;

  constructor(tags: readonly Tag[]) {
    this.refs = tags.map((tag) => tag.ref);
    tags.forEach((tag, index) => {
      this.#indexOf.set(tag.ref, index);
      this.#ofAsset.set(tag.assetUid, index);
    });
    this.#last = new Float64Array(tags.length).fill(Number.NaN);
    this.#made = new Float64Array(tags.length);
  }

  observe(samples: SampleBatch): void {
    if (this.refs.length === 0) return;
    for (let at = 0; at < samples.length; at++) {
      const index = this.#indexOf.get(samples.tags[at] as number);
      const value = samples.values[at] as number;
      if (index === undefined || !Number.isFinite(value) || qualityOf(samples.statuses[at] as number) === "bad") continue;
      this.#count(index, value, samples.times[at] as number);
    }
  }

  /** Whether the asset's counter was ever read. */
  isKnown(asset: AssetUid): boolean {
    const index = this.#ofAsset.get(asset);
    return index !== undefined && !Number.isNaN(this.#last[index] as number);
  }

  madeBy(asset: AssetUid): number {
    const index = this.#ofAsset.get(asset);
    return index === undefined ? 0 : (this.#made[index] as number);
  }

  get made(): number {
    return this.#made.reduce((sum, made) => sum + made, 0);
  }

  /** Counts from zero again; the counters' values stay known. */
  restart(): void {
    this.#made.fill(0);
  }

  /** Mean seconds between the newest parts, and when the last one came; undefined before the second. */
  cycle(): { readonly seconds: number; readonly lastAt: Micros; readonly firstAt: Micros } | undefined {
    const first = this.#steps[0];
    const last = this.#steps[this.#steps.length - 1];
    if (first === undefined || last === undefined || last.total === first.total || last.time <= first.time) return undefined;
    return { seconds: (last.time - first.time) / 1e6 / (last.total - first.total), lastAt: last.time, firstAt: first.time };
  }

  #count(index: number, value: number, time: Micros): void {
    const last = this.#last[index] as number;
    this.#last[index] = value;
    if (Number.isNaN(last) || value === last) return;
    if (value < last) {
      this.resets++;
      return;
    }
    this.#made[index] = (this.#made[index] as number) + value - last;
    this.#total += value - last;
    const newest = this.#steps[this.#steps.length - 1];
    // Several machines side by side report in any order; the cycle is that of the line.
    this.#steps.push({ time: newest === undefined ? time : Math.max(time, newest.time), total: this.#total });
    if (this.#steps.length > STEPS_MAX) this.#steps.shift();
  }
}
