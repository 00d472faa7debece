import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { Tag, TagRef } from "../../contracts/plant/tag.ts";
import { TimeMeans } from "../maths/time-means.ts";
import { type LinkWatch, spanOf } from "../rules/rule-detector.ts";
import type { TrendConfig } from "../rules/trend-config.ts";
import { Watchlist } from "../watchlist.ts";

/** Means of the tags from which trends take their distance: rule A115 in docs/rules/alert.md. */
export class TrendReferences {
  readonly refs: readonly TagRef[];
  readonly #tags: readonly (Tag | undefined)[];
  readonly #list: Watchlist;
  /** For each reference, the watched tags by index. */
  readonly #indices: readonly (readonly number[])[];
  readonly #means: TimeMeans;
  readonly #resetShare: number;

  /** `tags`: the reference of each watched tag. */
  constructor(tags: readonly (Tag | undefined)[], { everyS, resetPercent }: TrendConfig) {
    const found = new Map<Tag, number[]>();
    for (const [index, tag] of tags.entries())
      if (tag !== undefined) found.set(tag, [...(found.get(tag) ?? []), index]);
    this.#tags = tags;
    this.#list = new Watchlist([...found.keys()]);
    this.#indices = [...found.values()];
    this.#means = new TimeMeans(tags.length, everyS);
    this.#resetShare = resetPercent / 100;
    this.refs = this.#list.refs;
  }

  /** Takes a sample; returns the indices of watched tags whose reference stepped, so that distances mean nothing. */
  take(samples: SampleBatch, at: number): readonly number[] {
    const place = this.#list.admit(samples, at);
    if (place < 0) return NONE;
    const value = samples.values[at] as number;
    const indices = this.#indices[place] as readonly number[];
    const last = this.#means.last(indices[0] as number);
    const span = Math.max(spanOf(this.#list.tags[place] as Tag), Number.MIN_VALUE);
    const isStep = Math.abs(value - last) > this.#resetShare * span;
    for (const index of indices) {
      if (isStep) this.#means.take(index, false);
      this.#means.add(index, value);
    }
    return isStep ? indices : NONE;
  }

  /** Mean of the reference over the stretch that ends, as of the values; 0 where there is no reference. */
  mean(index: number, links: LinkWatch, now: Micros): number {
    const tag = this.#tags[index];
    return tag === undefined ? 0 : this.#means.take(index, links.isLive(tag.link, now));
  }
}

const NONE: readonly number[] = [];
