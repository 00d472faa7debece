import fc from "fast-check";
import { expect, it } from "vitest";
import type { Layout } from "../../edge/contracts/plant/layout.ts";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import { changeOf } from "../../twin-viewer/src/screens/layout/change-of.ts";
import {
  added,
  aligned,
  described,
  draftOf,
  freeId,
  moved,
  placed,
  removed,
  rotated,
  scaledUnderlay,
  withStop,
  withZone,
} from "../../twin-viewer/src/screens/layout/draft.ts";
import { svgOfDxf } from "../../twin-viewer/src/screens/layout/dxf.ts";
import { fitMap } from "../../twin-viewer/src/screens/layout/map-fit.ts";
import { floorPoint, whole, zoomedAt } from "../../twin-viewer/src/screens/layout/viewport.ts";

const at = (x: number, y: number) => ({ x, y, z: 0, yawDeg: 0 });

function layout(): Layout {
  const asset = (n: number, pose?: ReturnType<typeof at>) => ({
    assetUid: `urn:${n}` as AssetUid,
    label: `L-${n}`,
    type: "lathe",
    kind: "lathe" as const,
    name: { zh: `车床 ${n}`, en: `Lathe ${n}` },
    path: `e/s/a/l/l-${n}`,
    ...(pose === undefined ? {} : { pose }),
  });
  return {
    revision: "r1",
    floor: { width: 50, depth: 20 },
    types: [{ name: "crate", kind: "box", hasTags: false }],
    sources: ["line"],
    assets: [asset(1, at(3, 4)), asset(2, at(10, 6)), asset(3, at(11, 8)), asset(4)],
    zones: [],
    routes: { nodes: [], edges: [] },
    maps: [],
  };
}

const keys = (...numbers: number[]) => new Set(numbers.map((n) => `urn:${n}`));

it("an unchanged draft changes nothing", () => {
  expect(changeOf(layout(), draftOf(layout()))).toEqual({ revision: "r1" });
});

it("machines move on the grid of ten centimetres, stay on the floor, and only moved ones are sent", () => {
  const draft = moved(draftOf(layout()), keys(1), 0.26, -0.04);
  expect(changeOf(layout(), draft)).toEqual({
    revision: "r1",
    poses: [{ assetUid: "urn:1", pose: { x: 3.3, y: 4, z: 0, yawDeg: 0 } }],
  });
  fc.assert(
    fc.property(
      fc.double({ min: -1e4, max: 1e4, noNaN: true }),
      fc.double({ min: -1e4, max: 1e4, noNaN: true }),
      (dx, dy) => {
        for (const { pose } of moved(draftOf(layout()), keys(1, 2), dx, dy).assets) {
          if (pose === undefined) continue;
          expect(pose.x >= 0 && pose.x <= 50 && pose.y >= 0 && pose.y <= 20).toBe(true);
        }
      },
    ),
  );
});

it("angles stay within half a turn either way", () => {
  const turned = rotated(rotated(draftOf(layout()), keys(1), 90), keys(1), 180);
  expect(turned.assets[0]?.pose?.yawDeg).toBe(-90);
});

it("several machines line up, and spread evenly between the outermost", () => {
  const row = aligned(draftOf(layout()), keys(1, 2, 3), "row");
  expect(row.assets.slice(0, 3).map(({ pose }) => pose?.y)).toEqual([6, 6, 6]);
  const spread = aligned(draftOf(layout()), keys(1, 2, 3), "spread-x");
  expect(spread.assets.slice(0, 3).map(({ pose }) => pose?.x)).toEqual([3, 7, 11]);
});

it("assets without a place are placed, new ones get a free label, and removed ones are sent", () => {
  const first = placed(draftOf(layout()), "urn:4", 20, 5);
  const one = added(first, { name: "crate", kind: "box", hasTags: false }, { x: 1, y: 1, root: "e/s" });
  const two = added(one.draft, { name: "crate", kind: "box", hasTags: false }, { x: 2, y: 1, root: "e/s" });
  const named = removed(described(two.draft, two.key, { name: { zh: "箱", en: "Crate" } }), keys(2));
  const { poses, added: fresh, removed: gone } = changeOf(layout(), named);
  expect(poses?.map(({ assetUid }) => assetUid)).toEqual(["urn:4"]);
  expect(fresh?.map(({ label, name, path }) => ({ label, en: name.en, path }))).toEqual([
    { label: "CRATE-1", en: "CRATE-1", path: "e/s/new/line/crate-1" },
    { label: "CRATE-2", en: "Crate", path: "e/s/new/line/crate-2" },
  ]);
  expect(gone).toEqual(["urn:2"]);
});

it("roads join stops that are near, and no section is drawn twice", () => {
  const start = withStop(draftOf(layout()), undefined, { x: 1, y: 1, near: 0.5 });
  const next = withStop(start.draft, start.node, { x: 5, y: 1, near: 0.5 });
  const back = withStop(next.draft, next.node, { x: 1.2, y: 1.1, near: 0.5 });
  expect(back.draft.routes).toEqual({
    nodes: [
      { id: "node-1", x: 1, y: 1 },
      { id: "node-2", x: 5, y: 1 },
    ],
    edges: [{ id: "edge-1", from: "node-1", to: "node-2" }],
  });
  expect(freeId("zone", [{ id: "zone-1" }, { id: "zone-3" }])).toBe("zone-2");
  expect(
    withZone(draftOf(layout()), {
      id: "z",
      name: { zh: "区", en: "Z" },
      kind: "area",
      polygon: [
        [0, 0],
        [1, 0],
        [1, 1],
      ],
    }).zones,
  ).toHaveLength(1);
});

it("a drawing is scaled by two of its points and their distance; the first stays where it is", () => {
  const draft = {
    ...draftOf(layout()),
    underlay: { address: "", image: undefined, x: 2, y: 2, width: 10, height: 5, rotateDeg: 0 },
  };
  expect(
    scaledUnderlay(
      draft,
      [
        { x: 2, y: 2 },
        { x: 7, y: 2 },
      ],
      20,
    ).underlay,
  ).toMatchObject({ x: 2, y: 2, width: 40, height: 20 });
  expect(
    scaledUnderlay(
      draft,
      [
        { x: 2, y: 2 },
        { x: 2, y: 2 },
      ],
      20,
    ),
  ).toBe(draft);
});

it("a map is placed on the floor by three common points, whatever its scale, rotation and position", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 100, noNaN: true }),
      fc.double({ min: -179, max: 179, noNaN: true }),
      fc.double({ min: -100, max: 100, noNaN: true }),
      (scale, degrees, shift) => {
        const turn = (degrees * Math.PI) / 180;
        const common = [
          [0, 0],
          [8, 1],
          [3, 6],
        ].map(([x = 0, y = 0]) => ({
          map: { x, y },
          floor: {
            x: shift + scale * (Math.cos(turn) * x - Math.sin(turn) * y),
            y: 5 + scale * (Math.sin(turn) * x + Math.cos(turn) * y),
          },
        }));
        const fit = fitMap("m", common);
        expect(fit?.map.scale).toBeCloseTo(scale, 6);
        expect(fit?.map.rotateDeg).toBeCloseTo(degrees, 5);
        expect(fit?.map.x).toBeCloseTo(shift, 6);
        expect(Math.max(...(fit?.residuals ?? [9]))).toBeLessThan(1e-6);
      },
    ),
  );
  expect(fitMap("m", [])).toBeUndefined();
  expect(
    fitMap(
      "m",
      Array.from({ length: 3 }, () => ({ map: { x: 1, y: 1 }, floor: { x: 2, y: 2 } })),
    ),
  ).toBeUndefined();
});

it("a third point that does not fit shows how far off it is", () => {
  const fit = fitMap("m", [
    { map: { x: 0, y: 0 }, floor: { x: 0, y: 0 } },
    { map: { x: 10, y: 0 }, floor: { x: 10, y: 0 } },
    { map: { x: 0, y: 10 }, floor: { x: 0, y: 11 } },
  ]);
  expect(Math.max(...(fit?.residuals ?? []))).toBeGreaterThan(0.2);
});

const DXF = [
  "0",
  "SECTION",
  "2",
  "BLOCKS",
  "0",
  "BLOCK",
  "2",
  "DOOR",
  "10",
  "0",
  "20",
  "0",
  "30",
  "0",
  "0",
  "LINE",
  "10",
  "0",
  "20",
  "0",
  "11",
  "1",
  "21",
  "0",
  "0",
  "ENDBLK",
  "0",
  "ENDSEC",
];
const ENTITIES = [
  "0",
  "SECTION",
  "2",
  "ENTITIES",
  "0",
  "LINE",
  "10",
  "0",
  "20",
  "0",
  "11",
  "20",
  "21",
  "10",
  "0",
  "CIRCLE",
  "10",
  "5",
  "20",
  "5",
  "40",
  "2",
  "0",
  "INSERT",
  "2",
  "DOOR",
  "10",
  "4",
  "20",
  "3",
  "50",
  "90",
  "0",
  "ENDSEC",
  "0",
  "EOF",
];

it("a DXF becomes lines, arcs as short lines, blocks where they are inserted and turned", () => {
  const svg = svgOfDxf([...DXF, ...ENTITIES].join("\n"));
  expect(svg).toContain("M0 0L20 -10");
  expect(svg).toContain("M4 -3L4 -4");
  expect(svg).toContain('viewBox="0 -10 20 10"');
  expect(() => svgOfDxf(["0", "SECTION", "2", "ENTITIES", "0", "ENDSEC", "0", "EOF"].join("\n"))).toThrow("DXF");
});

it("the point under the pointer stays in place while the plan is zoomed", () => {
  const size = { width: 800, height: 400 };
  const view = whole({ width: 50, depth: 20 }, size);
  const pixel = { x: 700, y: 50 };
  const point = floorPoint(view, pixel, size);
  const after = floorPoint(zoomedAt(view, point, 0.5), pixel, size);
  expect(after.x).toBeCloseTo(point.x, 9);
  expect(after.y).toBeCloseTo(point.y, 9);
});
