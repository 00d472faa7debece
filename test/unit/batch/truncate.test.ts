import { expect, it } from "vitest";
import { BatchBuilder } from "../../../edge/batch/builder.ts";
import { uuidv7 } from "../../../edge/batch/uuidv7.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";

it("removes samples with their texts, and continues after the rest", () => {
  const builder = new BatchBuilder();
  builder.addText(1 as TagRef, 1, "kept", 0, 0);
  builder.addText(2 as TagRef, 2, "taken back", 0, 0);
  builder.add(3 as TagRef, 3, 3, 0, 0);
  builder.truncate(1);
  builder.add(4 as TagRef, 4, 4, 0, 0);
  const batch = builder.finish(9);
  expect([...batch.tags]).toEqual([1, 4]);
  expect([...batch.texts]).toEqual([[0, "kept"]]);
});

it("makes UUIDs of version 7 that differ and sort by time", () => {
  const uuids = Array.from({ length: 100 }, (_, n) => uuidv7(1_700_000_000_000 + n));
  for (const uuid of uuids)
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(uuids.toSorted()).toEqual(uuids);
  expect(new Set(Array.from({ length: 1_000 }, () => uuidv7(1))).size).toBe(1_000);
});
