import type { Asset } from "../../contracts/plant/plant.ts";
import type { Tag } from "../../contracts/plant/tag.ts";
import type { AlertAttributes } from "../rules/attributes.ts";
import { type AssetTag, type RuleTable, slugOf } from "../rules/rule-detector.ts";
import { sidesOf } from "./limit-levels.ts";

/** Kind of alerts about a tag's limits: gas endangers people, everything else the process (rule LV33). */
export function limitKind({ role }: Pick<Tag, "role">): "safety" | "process" {
  return role === "gas-concentration" ? "safety" : "process";
}

/** The rule of a side of a tag's limits: high and highHigh are one. */
export function limitRule(tag: Tag, side: "high" | "low"): string {
  return `${slugOf(tag)}/${side}`;
}

/**
 * The alerts that limits can raise. They are searched among the tags of the asset, because a table by key takes 17 MB
 * for 100,000 tags. The tags of an asset are adjacent, and `assets` has the asset of each.
 */
export class LimitAlerts implements RuleTable {
  readonly #assets: readonly Asset[];
  readonly #tags: readonly Tag[];
  readonly #treat: (of: AssetTag) => AlertAttributes;
  /** Index of the first tag of each asset. */
  readonly #first = new Map<string, number>();

  constructor(assets: readonly Asset[], tags: readonly Tag[], treat: (of: AssetTag) => AlertAttributes) {
    this.#assets = assets;
    this.#tags = tags;
    this.#treat = treat;
    for (const [index, { assetUid }] of assets.entries())
      if (!this.#first.has(assetUid)) this.#first.set(assetUid, index);
  }

  has(key: string): boolean {
    return this.#find(key) !== undefined;
  }

  get(key: string): AlertAttributes | undefined {
    const found = this.#find(key);
    return found === undefined ? undefined : this.#treat(found);
  }

  /** `key` is a `ruleKey`: rule and asset on separate lines. */
  #find(key: string): AssetTag | undefined {
    const [rule = "", assetUid = ""] = key.split("\n");
    const first = this.#first.get(assetUid);
    if (first === undefined) return undefined;
    const asset = this.#assets[first] as Asset;
    for (let index = first; this.#tags[index]?.assetUid === assetUid; index++) {
      const tag = this.#tags[index] as Tag;
      if (sidesOf(tag.limits ?? {}).some((side) => limitRule(tag, side) === rule)) return { asset, tag };
    }
    return undefined;
  }
}
