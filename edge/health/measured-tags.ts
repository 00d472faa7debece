import type { AssetUid, Tag, TagTable } from "../contracts/plant/tag.ts";

/**
 * The tags that devices measure. Health never goes by a tag that the edge derives: its own figures would become
 * evidence again (rule WF31). Nor does it go by the trace of power: it is the active power once more.
 */
export function measuredTags(tags: TagTable): TagTable {
  const measured = tags.all().filter(isMeasured);
  const byAsset = Map.groupBy(measured, ({ assetUid }) => assetUid);
  const none: readonly Tag[] = [];
  const ifMeasured = (tag: Tag | undefined): Tag | undefined =>
    tag !== undefined && isMeasured(tag) ? tag : undefined;
  return {
    size: tags.size,
    at: (ref) => ifMeasured(tags.at(ref)),
    find: (uid) => ifMeasured(tags.find(uid)),
    all: () => measured,
    ofAsset: (uid: AssetUid) => byAsset.get(uid) ?? none,
  };
}

function isMeasured({ isDerived, role }: Tag): boolean {
  return isDerived !== true && role !== "power-trace";
}
