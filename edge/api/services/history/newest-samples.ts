import type { TwinReader } from "../../../contracts/path/twin.ts";
import type { AssetUid, Tag, TagTable } from "../../../contracts/plant/tag.ts";
import { type Caller, demand } from "../caller.ts";
import { tagNamed } from "./tag-named.ts";

export interface NewestSampleDeps {
  readonly tags: Pick<TagTable, "all" | "find" | "ofAsset">;
  readonly twin: Pick<TwinReader, "time">;
}

/**
 * The tags of these assets and with these uids that have a sample in the twin; without either, all tags that have
 * one. Throws EdgeError `not-found`.
 */
export function tagsWithSample(
  { tags, twin }: NewestSampleDeps,
  caller: Caller,
  {
    assets,
    tags: uids,
  }: { readonly assets?: readonly string[] | undefined; readonly tags?: readonly string[] | undefined },
): readonly Tag[] {
  demand(caller, "GET /api/v1/samples/latest");
  const wanted = assets === undefined && uids === undefined ? tags.all() : named(tags, assets ?? [], uids ?? []);
  return wanted.filter(({ ref }) => !Number.isNaN(twin.time(ref)));
}

function named(
  tags: NewestSampleDeps["tags"],
  assetUids: readonly string[],
  tagUids: readonly string[],
): readonly Tag[] {
  const found = new Set<Tag>();
  for (const uid of assetUids) for (const tag of tags.ofAsset(uid as AssetUid)) found.add(tag);
  for (const uid of tagUids) found.add(tagNamed(tags, uid));
  return [...found];
}
