import { expect, it } from "vitest";
import { type AssetUid, type Tag, type TagRef, tagUidOf } from "../../../edge/contracts/plant/tag.ts";
import { createTagTable } from "../../../edge/model/tag-table.ts";

it("[PA9] a table finds each tag by its uid, whatever the order of the config, and no other", () => {
  const uids = ["urn:b", "urn:a", "urn:c"].flatMap((asset) =>
    ["speed", "flow", "axis"].map((signal) => tagUidOf(asset as AssetUid, "", signal)),
  );
  const tags = uids.map((tagUid, i) => ({ ref: (10 + i) as TagRef, tagUid, assetUid: tagUid.slice(0, 5) }) as Tag);
  const table = createTagTable(tags, 30);
  expect(uids.map((uid) => table.find(uid))).toEqual(tags);
  const others = ["", "urn:a", "urn:a#flo", "urn:a#flow2", "urn:b#zoom", "urn:d#axis"];
  expect(others.filter((uid) => table.find(uid as never) !== undefined)).toEqual([]);
  expect(createTagTable([], 0).find(uids[0] as never)).toBeUndefined();
});
