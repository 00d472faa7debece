import type { AssetUid, Tag, TagTable } from "../contracts/plant/tag.ts";

/**
 * The tags that devices measure. Health never goes by a tag that the edge derives: its own figures would become
 * evidence again (rule WF31).
 */
export function measuredTags(tags: TagTable): TagTable {
  const measured = tags.all().filter(({ isDerived }) => isDerived !== true);
  const byAsset = Map.groupBy(measured, ({ assetUid }) => assetUid);
  const none: readonly Tag[] = [];
  const unlessDerived = (tag: Tag | undefined): Tag | undefined => (tag?.isDerived === true ? undefined : tag);
  return {
    size: tags.size,
    at: (ref) => unlessDerived(tags.at(ref)),
    find: (uid) => unlessDerived(tags.find(uid)),
    all: () => measured,
    ofAsset: (uid: AssetUid) => byAsset.get(uid) ?? none,
  };
}
