import { partitionPoint } from "../contracts/partition-point.ts";
import type { AssetUid, Tag, TagRef, TagTable, TagUid } from "../contracts/plant/tag.ts";

const NO_TAGS: readonly Tag[] = [];

/** A table of these tags. `size` is that of the registry, which includes refs of tags that the config no longer has. */
export function createTagTable(tags: readonly Tag[], size: number): TagTable {
  const byRef: (Tag | undefined)[] = new Array(size);
  const byAsset = new Map<AssetUid, Tag[]>();
  for (const tag of tags) {
    byRef[tag.ref] = tag;
    const own = byAsset.get(tag.assetUid);
    if (own === undefined) byAsset.set(tag.assetUid, [tag]);
    else own.push(tag);
  }
  return {
    size,
    at: (ref: TagRef) => byRef[ref],
    find: finderOf(tags),
    all: () => tags,
    ofAsset: (uid) => byAsset.get(uid) ?? NO_TAGS,
  };
}

/** Finds a tag by its uid in a sorted column of places: a map of 100,000 uids would take 3.5 MB, this takes 0.4. */
function finderOf(tags: readonly Tag[]): TagTable["find"] {
  // Tags of a plant make their uid whenever it is read. The sort needs them often, and the search must not keep them.
  const uids = tags.map(({ tagUid }) => tagUid);
  const places = Uint32Array.from(tags.keys()).sort((a, b) => ((uids[a] as TagUid) < (uids[b] as TagUid) ? -1 : 1));
  return lookUpIn(tags, places);
}

function lookUpIn(tags: readonly Tag[], places: Uint32Array): TagTable["find"] {
  const uidAt = (place: number): TagUid => (tags[place] as Tag).tagUid;
  return (uid) => {
    const found = partitionPoint(places.length, (at) => uidAt(places[at] as number) < uid);
    const tag = found < places.length ? tags[places[found] as number] : undefined;
    return tag?.tagUid === uid ? tag : undefined;
  };
}
