import type { BoundTag } from "../../contracts/path/plugin.ts";
import type { LinkRef } from "../../contracts/plant/tag.ts";

/** The links of a source's tags, each once. */
export function linksOf(bound: readonly BoundTag[]): readonly LinkRef[] {
  return [...new Set(bound.map(({ tag }) => tag.link))];
}
