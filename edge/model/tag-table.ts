import type { AssetUid, Tag, TagRef, TagTable, TagUid } from "../contracts/plant/tag.ts";

const NO_TAGS: readonly Tag[] = [];

/** A table of these tags. `size` is that of the registry, which includes refs of tags that the config no longer has. */
export function createTagTable(tags: readonly Tag[], size: number): TagTable {
  const byRef: (Tag | undefined)[] = new Array(size);
  const byUid = new Map<TagUid, Tag>();
  const byAsset = new Map<AssetUid, Tag[]>();
  for (const tag of tags) {
    byRef[tag.ref] = tag;
    byUid.set(tag.tagUid, tag);
    const own = byAsset.get(tag.assetUid);
    if (own === undefined) byAsset.set(tag.assetUid, [tag]);
    else own.push(tag);
  }
  return {
    size,
    at: (ref: TagRef) => byRef[ref],
    find: (uid) => byUid.get(uid),
    all: () => tags,
    ofAsset: (uid) => byAsset.get(uid) ?? NO_TAGS,
  };
}
