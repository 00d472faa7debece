import { expect, it } from "vitest";
import { type ItemDraft, PlannedItems, packItems } from "../../../../../edge/sources/opcua/subscribe/planned-items.ts";

const URI = "urn:own";
const DRAFTS: readonly ItemDraft[] = [
  {
    root: 0,
    path: "own:Pos",
    everyMs: 1000,
    targets: [
      { ref: 4, type: "number", field: "ActPos" },
      { ref: 9, type: "number", field: "CmdPos" },
    ],
  },
  {
    root: 1,
    path: "own:轴/own:A&/B",
    everyMs: 250,
    deadband: { percent: 2 },
    targets: [{ ref: 2, type: "number", unit: { from: "server", to: "Cel" } }],
  },
  {
    root: 1,
    path: "own:Points",
    everyMs: 250,
    targets: [],
    waveform: { says: "points", ref: 7, unit: "m/s2", stamp: "last-point", row: [1] },
  },
  { root: 0, path: "State", everyMs: 1000, targets: [{ ref: 0, type: "enum", codes: { "20": 3 }, index: [1, 2] }] },
];

function packed(drafts: readonly ItemDraft[]): PlannedItems {
  return new PlannedItems(
    packItems(drafts, { namespaces: new Map([["own", URI]]), rootTexts: ["/Objects/own:M1", "/Objects/own:M2"] }),
  );
}

it("items are restored unchanged, each with its place, its path by URI and its text", () => {
  const items = packed(DRAFTS);
  expect(items.length).toBe(4);
  expect(
    [...items].map(({ root, everyMs, deadband, targets, waveform }) => ({
      root,
      everyMs,
      ...(deadband === undefined ? {} : { deadband }),
      targets,
      ...(waveform === undefined ? {} : { waveform }),
    })),
  ).toEqual(DRAFTS.map(({ path: _, ...rest }) => rest));
  expect(items.at(1)).toMatchObject({
    place: 1,
    text: "/Objects/own:M2/own:轴/own:A&/B",
    path: [
      { uri: URI, name: "轴" },
      { uri: URI, name: "A/B" },
    ],
  });
  expect([items.at(4), items.at(-1)]).toEqual([undefined, undefined]);
  expect(items.slice(2, 9).map(({ place }) => place)).toEqual([2, 3]);
});

it("the item of a tag is found by its ref, also for a waveform", () => {
  const items = packed(DRAFTS);
  expect([9, 2, 7, 0, 1].map((ref) => items.withRef(ref)?.place)).toEqual([0, 1, 2, 3, undefined]);
});

it("common parts of items are stored once, and both threads see the same bytes", () => {
  const drafts = Array.from(
    { length: 10_000 },
    (_, i): ItemDraft => ({ root: 0, path: `own:V${i}`, everyMs: 1000, targets: [{ ref: i, type: "number" }] }),
  );
  const items = packItems(drafts, { namespaces: new Map([["own", URI]]), rootTexts: ["/Objects"] });
  expect(items.shapes).toHaveLength(1);
  for (const column of [items.shapeOf, items.rootOf, items.paths.bytes, items.paths.ends, items.refs, items.refEnds])
    expect(column.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(new PlannedItems(structuredClone(items)).at(9_999)).toEqual(new PlannedItems(items).at(9_999));
});
