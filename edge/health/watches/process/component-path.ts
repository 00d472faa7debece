import { componentOfTag } from "../../../contracts/plant/components.ts";
import type { Tag } from "../../../contracts/plant/tag.ts";
import type { WatchedAsset } from "../../watch.ts";

/** Path of the component that a tag observes; if none is configured, the component that the tag names. */
export function componentPathOf({ components }: WatchedAsset, tag: Tag): string {
  return componentOfTag(components, tag)?.path ?? tag.component;
}
