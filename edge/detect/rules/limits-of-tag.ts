import type { Asset } from "../../contracts/plant/plant.ts";
import type { Tag } from "../../contracts/plant/tag.ts";
import { matchesTag } from "../../contracts/plant/tag-pattern.ts";
import type { LimitsConfig } from "./config.ts";

export type Adjusted = Omit<LimitsConfig, "adjust" | "exclude">;

/**
 * The limits section as it applies to one tag: each field comes from the first matching entry of `adjust` that has it.
 * Tags without a matching entry share one object.
 */
export function adjustedFor(
  config: LimitsConfig,
  asset: Pick<Asset, "kind" | "label">,
  tag: Pick<Tag, "component" | "signal" | "role">,
): Adjusted {
  const entries = config.adjust
    .filter(({ tags }) => matchesTag(tags, asset, tag))
    .map(({ tags: _tags, ...entry }) => entry);
  return entries.length === 0 ? config : (Object.assign({}, config, ...entries.reverse()) as Adjusted);
}
