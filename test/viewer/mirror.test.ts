import { expect, it } from "vitest";
import { BatchBuilder } from "../../edge/batch/builder.ts";
import type { AssetUid, LinkRef, Tag, TagRef } from "../../edge/contracts/plant/tag.ts";
import { tagUidOf } from "../../edge/contracts/plant/tag.ts";
import { Mirror } from "../../twin-viewer/src/data/mirror.ts";
import { loadOf } from "../../twin-viewer/src/data/pieces.ts";

function tag(ref: number, link = 0): Tag {
  const assetUid = "urn:test:one" as AssetUid;
  return {
    ref: ref as TagRef,
    tagUid: tagUidOf(assetUid, "", `signal-${ref}`),
    assetUid,
    component: "",
    signal: `signal-${ref}`,
    type: "number",
    name: { zh: "值", en: "Value" },
    source: "test",
    address: "",
    link: link as LinkRef,
  };
}

function batch(...samples: readonly (readonly [ref: number, value: number, status?: number])[]) {
  const builder = new BatchBuilder();
  for (const [ref, value, status = 0] of samples) builder.add(ref as TagRef, 1e15, value, status, 0);
  return builder.finish(1e15);
}

const LIVE = { ref: 0 as LinkRef, name: "test", source: "test", live: true, ageMs: 100 };

function mirror(): Mirror {
  const made = new Mirror();
  made.setTags([tag(0), tag(1)]);
  made.setLinks([LIVE], 1000);
  made.setReachable(true);
  return made;
}

it("hands over each changed tag once, however often it changed", () => {
  const one = mirror();
  one.apply(batch([0, 1], [1, 2], [0, 3]), 5);
  one.apply(batch([0, 4]), 6);
  expect(one.takeDirty()).toEqual([0, 1]);
  expect(one.takeDirty()).toEqual([]);
  expect(one.value(0 as TagRef)).toBe(4);
});

it("takes a version only from the piece that completes a change", () => {
  const one = mirror();
  one.apply(batch([0, 1]));
  expect(one.version).toBe(0);
  one.apply(batch([1, 1]), 9);
  expect(one.version).toBe(9);
});

it("a value that does not change stays live while its source is live", () => {
  const one = mirror();
  one.apply(batch([0, 1]), 1);
  one.setLinks([LIVE], 60_000);
  expect(one.freshness(0 as TagRef)).toBe("live");
});

it("a silent source makes its values stale, and an unreachable edge all of them", () => {
  const one = mirror();
  one.apply(batch([0, 1]), 1);
  one.setLinks([{ ...LIVE, live: false, ageMs: 4000 }], 2000);
  expect(one.freshness(0 as TagRef)).toBe("stale");
  one.setLinks([LIVE], 3000);
  one.setReachable(false);
  expect(one.freshness(0 as TagRef)).toBe("stale");
});

it("distinguishes bad, uncertain and missing values", () => {
  const one = mirror();
  one.setTags([tag(0), tag(1), tag(2)]);
  one.apply(batch([0, 1, 0x8000_0000], [1, 1, 0x4000_0000]), 1);
  expect([0, 1, 2].map((ref) => one.freshness(ref as TagRef))).toEqual(["bad", "uncertain", "none"]);
});

it("grows with refs beyond its first capacity and keeps what it had", () => {
  const one = mirror();
  one.apply(batch([0, 7]), 1);
  one.apply(batch([50_000, 8]), 2);
  expect([one.value(0 as TagRef), one.value(50_000 as TagRef)]).toEqual([7, 8]);
});

it("link age continues to grow between two reports of the edge", () => {
  const one = mirror();
  expect(one.linkAgeMs(0 as TagRef, 1400)).toBe(500);
});

it("forgets values of another edge", () => {
  const one = mirror();
  one.apply(batch([0, 1]), 5);
  one.clear();
  expect(one.version).toBe(0);
  expect(one.freshness(0 as TagRef)).toBe("none");
});

it("[TW12] a sample without a text ends the text before it: a pallet tag that turns bad keeps no old number", () => {
  const one = mirror();
  const ref = 0 as TagRef;
  const said = (text: string | undefined, status = 0) => {
    const builder = new BatchBuilder();
    if (text === undefined) builder.add(ref, 1e15, Number.NaN, status, 0);
    else builder.addText(ref, 1e15, text, status, 0);
    one.apply(builder.finish(1e15));
    return [one.text(ref), one.soundText(ref), loadOf(one, ref, 1)];
  };
  expect(said("P-17")).toEqual(["P-17", "P-17", 1]);
  expect(said(undefined, 0x8000_0000)).toEqual([undefined, undefined, 0]);
  expect(said("P-17")).toEqual(["P-17", "P-17", 1]);
  // Shown as bad, but neither drawn nor listed.
  expect(said("P-17", 0x8000_0000)).toEqual(["P-17", undefined, 0]);
  expect(said("")).toEqual(["", "", 0]);
  expect(said("P-18", 0x4000_0000)).toEqual(["P-18", "P-18", 1]);
  expect(said(undefined)).toEqual([undefined, undefined, 0]);
});
