import type { Asset } from "../../contracts/plant/plant.ts";
import type { Tag } from "../../contracts/plant/tag.ts";
import { matchesAsset } from "../../contracts/plant/tag-pattern.ts";
import type { KpisConfig } from "./config.ts";

/**
 * The tag that shows whether the machine is live: its state, or else a signal used by state rows, or else a part
 * counter.
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

/** The signal as rows of the config write it. */
export function signalOf({ component, signal }: Tag): string {
  return component === "" ? signal : `${component}/${signal}`;
}
