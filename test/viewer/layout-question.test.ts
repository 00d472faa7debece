import { expect, it } from "vitest";
import type { Layout } from "../../edge/contracts/plant/layout.ts";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import { checkQuestion } from "../../edge/forecast/whatif/question.ts";
import { added, draftOf, moved, placed, removed, withStop } from "../../twin-viewer/src/screens/layout/draft.ts";
import { hasMore, movesOf } from "../../twin-viewer/src/screens/layout/question-of.ts";

const LAYOUT: Layout = {
  revision: "r1",
  floor: { width: 50, depth: 20 },
  types: [{ name: "crate", kind: "box", hasTags: false }],
  sources: [],
  assets: ["M-1", "M-2", "MTR-1", "NEW-1"].map((label, at) => ({
    assetUid: `urn:${label}` as AssetUid,
    label,
    type: "lathe",
    kind: "lathe",
    name: { zh: label, en: label },
    path: `e/s/a/l/${label}`,
    ...(label === "NEW-1" ? {} : { pose: { x: 5 * (at + 1), y: 5, z: 0, yawDeg: 0 } }),
  })),
  zones: [],
  routes: { nodes: [{ id: "N1", x: 5, y: 8 }], edges: [] },
  maps: [],
};
const KNOWN = new Map([
  ["M-1", { x: 5, y: 5 }],
  ["M-2", { x: 10, y: 5 }],
  ["N1", { x: 5, y: 8 }],
  ["BUF-1", { x: 5, y: 8 }],
]);
const keys = (...labels: string[]) => new Set(labels.map((label) => `urn:${label}`));

it("[FK89] the question of a draft has what was moved and stands on a way, those of one shift as one change", () => {
  const draft = draftOf(LAYOUT);
  expect(movesOf(draft, KNOWN)).toEqual([]);
  const one = moved(draft, keys("M-1"), 2.5, 1);
  expect(movesOf(one, KNOWN)).toEqual([{ move: "M-1", to: [7.5, 6] }]);
  const cell = moved(draft, keys("M-1", "M-2", "MTR-1"), 0.3, 0.1);
  expect(movesOf(cell, KNOWN)).toEqual([{ move: ["M-1", "M-2"], by: [0.3, 0.1] }]);
  const nodes = draft.routes.nodes.map((node) => ({ ...node, y: 11 }));
  const both = { ...one, routes: { ...one.routes, nodes } };
  expect(movesOf(both, KNOWN)).toEqual([
    { move: "M-1", to: [7.5, 6] },
    { move: "N1", to: [5, 11] },
  ]);
  for (const changes of [one, cell, both].map((made) => movesOf(made, KNOWN)))
    expect(() => checkQuestion({ "gemba-whatif": 1, futures: [{ name: "As drawn", changes }] }, "q")).not.toThrow();
  // What nobody had placed when the edge started does not move.
  expect(movesOf(placed(draft, "urn:NEW-1", 3, 3), KNOWN)).toEqual([]);
  expect(movesOf(moved(draft, keys("MTR-1"), 3, 0), KNOWN)).toEqual([]);
  // Saved since the edge has started: its model has the former place still.
  expect(movesOf(draft, new Map([["M-2", { x: 9, y: 5 }]]))).toEqual([{ move: "M-2", to: [10, 5] }]);
});

it("[FK89] machines and roads that come or go are not in the question, and it is said", () => {
  const draft = draftOf(LAYOUT);
  expect(hasMore(LAYOUT, moved(draft, keys("M-1"), 2, 1))).toBe(false);
  expect(hasMore(LAYOUT, removed(draft, keys("M-1")))).toBe(true);
  expect(hasMore(LAYOUT, withStop(draft, "N1", { x: 20, y: 8, near: 1 }).draft)).toBe(true);
  const type = LAYOUT.types[0] as Layout["types"][number];
  expect(hasMore(LAYOUT, added(draft, type, { x: 1, y: 1, root: "e" }).draft)).toBe(true);
});

it("[FK89] more things than a change may name are several changes of one shift", () => {
  const labels = Array.from({ length: 230 }, (_, at) => `M-${at}`);
  const [first] = LAYOUT.assets;
  const assets = labels.map((label, at) => ({
    ...(first as Layout["assets"][number]),
    assetUid: `urn:${label}` as AssetUid,
    label,
    pose: { x: at / 10, y: 5, z: 0, yawDeg: 0 },
  }));
  const known = new Map(assets.map(({ label, pose }) => [label, { x: pose.x, y: pose.y }]));
  const changes = movesOf(moved(draftOf({ ...LAYOUT, assets }), keys(...labels), 2, 1), known);
  expect(changes.map(({ move }) => [move].flat().length)).toEqual([100, 100, 30]);
  expect(() => checkQuestion({ "gemba-whatif": 1, futures: [{ name: "As drawn", changes }] }, "q")).not.toThrow();
});
