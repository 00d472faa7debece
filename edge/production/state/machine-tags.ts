import type { Asset } from "../../contracts/plant/plant.ts";
import type { Tag } from "../../contracts/plant/tag.ts";
import { matchesAsset } from "../../contracts/plant/tag-pattern.ts";
import type { KpisConfig } from "./config.ts";

/**
 * The tag that tells whether anything is heard of the machine: of its state, else a signal that state rows go by,
 * else a counter of its parts.
 */
export function mainTagOf(tags: readonly Tag[], { states }: KpisConfig, asset: Asset): Tag | undefined {
  const isAsked = (tag: Tag): boolean =>
    states.some(({ of, signal }) => signal === signalOf(tag) && (of === undefined || matchesAsset(of, asset)));
  return (
    tags.find(({ role }) => role === "item-state") ??
    tags.find(isAsked) ??
    tags.find(({ role }) => role === "parts-good" || role === "parts-produced")
  );
}

/** As rows of the config write it. */
export function signalOf({ component, signal }: Tag): string {
  return component === "" ? signal : `${component}/${signal}`;
}
