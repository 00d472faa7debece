import type { SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { Tag, TagTable } from "../../contracts/plant/tag.ts";
import { matchesTag, type TagPattern } from "../../contracts/plant/tag-pattern.ts";
import type { AssetTag } from "../rules/rule-detector.ts";
import { Watchlist } from "../watchlist.ts";

/**
 * Watches the tags whose change says that a worn part was replaced, such as a count of tool changes. The value itself
 * may not show it: a machine that reports its worst tool goes from 86 % to the next one's 84 %.
 */
export class TrendResets {
  readonly refs: Watchlist["refs"];
  readonly #list: Watchlist;
  readonly #values: Float64Array;
  /** For each tag here, the watched tags of its asset by index. */
  readonly #indices: readonly (readonly number[])[];

  constructor(watched: readonly AssetTag[], pattern: TagPattern | undefined, tags: TagTable) {
    const found = new Map<Tag, number[]>();
    for (const [index, { asset }] of watched.entries())
      for (const tag of pattern === undefined ? [] : tags.ofAsset(asset.assetUid))
        if (tag.type === "number" && matchesTag(pattern as TagPattern, asset, tag))
          found.set(tag, [...(found.get(tag) ?? []), index]);
    this.#list = new Watchlist([...found.keys()]);
    this.#indices = [...found.values()];
    this.#values = new Float64Array(found.size).fill(Number.NaN);
    this.refs = this.#list.refs;
  }

  /** Indices of the watched tags that restart with this sample. The first value of a tag changes nothing. */
  replaced(samples: SampleBatch, at: number): readonly number[] {
    const index = this.#list.admit(samples, at);
    if (index < 0) return NONE;
    const before = this.#values[index] as number;
    const value = samples.values[at] as number;
    this.#values[index] = value;
    return Number.isNaN(before) || value === before ? NONE : (this.#indices[index] as readonly number[]);
  }
}

const NONE: readonly number[] = [];
