/** Vehicle maps on the floor of the plant. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { Floor } from "../../../../edge/sources/mqtt/vda5050/floor.ts";
import { layoutNodes, readLayout } from "../../../../edge/sources/mqtt/vda5050/layout.ts";
import { MapTransform } from "../../../../edge/sources/mqtt/vda5050/map-transform.ts";

const folder = mkdtempSync(join(tmpdir(), "gemba-vda-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The hall's map is rotated a quarter turn left and lies 10 m east of the plant's origin. */
const quarterTurn = new MapTransform("hall", [
  { map: [0, 0], plant: [10, 0] },
  { map: [20, 0], plant: [10, 20] },
  { map: [0, 5], plant: [5, 0] },
]);

it("fits rotation and shift by least squares and gives the residual", () => {
  expect(
    [quarterTurn.residualM, quarterTurn.rotation, quarterTurn.scale].map((value) => Math.round(value * 1e9) / 1e9),
  ).toEqual([0, Math.round((Math.PI / 2) * 1e9) / 1e9, 1]);
  const off = new MapTransform("hall", [
    { map: [0, 0], plant: [0, 0.3] },
    { map: [10, 0], plant: [10, -0.3] },
    { map: [20, 0], plant: [20, 0.3] },
    { map: [30, 0], plant: [30, -0.3] },
  ]);
  expect(off.residualM).toBeGreaterThan(0.26);
  expect(off.residualM).toBeLessThan(0.3);
  const inches = new MapTransform(
    "hall",
    [
      [0, 0],
      [10, 0],
      [0, 10],
    ].map(([x = 0, y = 0]) => ({ map: [x / 0.0254, y / 0.0254], plant: [x, y] })),
  );
  expect(inches.scale).toBeCloseTo(0.0254, 6);
  expect(inches.residualM).toBeGreaterThan(100);
  expect(
    () =>
      new MapTransform(
        "hall",
        [1, 2, 3].map((n) => ({ map: [n / 10, 0], plant: [n / 10, 0] })),
      ),
  ).toThrow("far apart");
});

it("prefers node positions of a VDMA LIF file to those of messages, and names mistakes in the file", async () => {
  const lif = {
    metaInformation: { lifVersion: "1.0.0" },
    layouts: [
      {
        layoutId: "l",
        nodes: [{ nodeId: "N2", mapId: "hall", nodePosition: { x: 20, y: 0 } }],
        edges: [],
        stations: [],
      },
    ],
  };
  const path = join(folder, "hall.lif.json");
  writeFileSync(path, JSON.stringify(lif));
  const floor = new Floor(new Map([["hall", quarterTurn]]), await readLayout(path));
  floor.learn("N2", { x: 99, y: 99 });
  expect(floor.node("N2")).toEqual([10, 20]);
  expect(floor.node("N9")).toBe(undefined);
  expect(() => layoutNodes({ layouts: [{ nodes: [{ nodeId: "N1", nodePosition: { x: "1", y: 0 } }] }] })).toThrow(
    "/layouts/0/nodes/0/nodePosition/x is not a number",
  );
  expect(() => layoutNodes(JSON.parse('{"__proto__":{"layouts":[]}}'))).toThrow("/layouts is not a list");
  writeFileSync(path, "[".repeat(100_000));
  await expect(readLayout(path)).rejects.toThrow("not a VDMA LIF file");
  await expect(readLayout(join(folder, "missing"))).rejects.toThrow("check the path");
});
