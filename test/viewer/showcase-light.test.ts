import type { BufferGeometry } from "three";
import { expect, it } from "vitest";
import { buildOf } from "../../twin-viewer/src/scene/build.ts";
import { LIGHT } from "../../twin-viewer/src/scene/materials.ts";
import { SHAPES } from "../../twin-viewer/src/scene/shapes.ts";
import { FloorShadows } from "../../twin-viewer/src/scene/showcase/floor-shadows.ts";
import { bakeOpenness, FACES } from "../../twin-viewer/src/scene/showcase/openness.ts";
import { bakeShadow, shadowFieldOf, TILE } from "../../twin-viewer/src/scene/showcase/shadow-tile.ts";
import { roundedGeometries } from "../../twin-viewer/src/scene/showcase/solids.ts";
import { actorAt } from "./scene-plant.ts";

/** Corners of each triangle, with rims a tenth of the solid wide. */
function trianglesOf(faces: BufferGeometry): (readonly [number, number, number])[][] {
  const [position, inset] = [faces.getAttribute("position"), faces.getAttribute("inset")];
  const at = (i: number) =>
    [0, 1, 2].map((k) => position.getComponent(i, k) * (1 - 0.2 * inset.getComponent(i, k))) as never;
  const index = [...(faces.getIndex()?.array ?? [])];
  return Array.from({ length: index.length / 3 }, (_, i) => index.slice(3 * i, 3 * i + 3).map((one) => at(one)));
}

it("[SW5] solids with rims are closed, look outwards and are no larger than plain ones", () => {
  for (const shape of ["box", "cylinder", "cone"] as const) {
    const triangles = trianglesOf(roundedGeometries(SHAPES.indexOf(shape)).faces);
    const edges = new Map<string, number>();
    const key = (point: readonly number[]) => point.map((value) => (value + 0).toFixed(4)).join();
    for (const corners of triangles) {
      const [a, b, c] = corners as unknown as [readonly number[], readonly number[], readonly number[]];
      const [u, v] = [b, c].map((p) => p.map((value, k) => value - (a[k] as number))) as [number[], number[]];
      const normal = [0, 1, 2].map((k) => {
        const [i, j] = [(k + 1) % 3, (k + 2) % 3] as const;
        return (u[i] as number) * (v[j] as number) - (u[j] as number) * (v[i] as number);
      });
      expect(
        normal.reduce((sum, value, k) => sum + value * (a[k] as number), 0),
        shape,
      ).toBeGreaterThan(0);
      for (const [from, to] of [
        [a, b],
        [b, c],
        [c, a],
      ] as const)
        edges.set(`${key(from)} ${key(to)}`, (edges.get(`${key(from)} ${key(to)}`) ?? 0) + 1);
      for (const corner of corners) for (const value of corner) expect(Math.abs(value)).toBeLessThanOrEqual(0.5);
    }
    // Each edge once in each direction: two faces, of the same turn.
    for (const [edge, count] of edges) {
      expect(count, `${shape} ${edge}`).toBe(1);
      expect(edges.has(edge.split(" ").toReversed().join(" ")), `${shape} ${edge}`).toBe(true);
    }
  }
});

it("[SW7] corners inside a machine are dark, and light where its housing is cut away", () => {
  const build = buildOf("machining-centre", undefined);
  const table = build.figure.parts.findIndex(
    ({ tone, isFine, joint }) => tone === "steel" && isFine !== true && joint > 0,
  );
  const top = 4;
  const meanOf = (baked: Uint8Array, part: number, face: number) =>
    [...baked.subarray((part * FACES + face) * 4, (part * FACES + face + 1) * 4)].reduce((a, b) => a + b, 0) / 4;
  const [closed, cut] = [bakeOpenness(build, false), bakeOpenness(build, true)];
  expect(closed.length).toBe((build.figure.parts.length + 1) * FACES * 4);
  expect(meanOf(closed, table, top)).toBeLessThan(meanOf(cut, table, top) - 5);
  const roof = build.figure.parts.findIndex(({ tone, isHousing }) => tone === "bright" && isHousing === true);
  expect(meanOf(closed, roof, top)).toBeGreaterThan(150);
});

it("[SW7] a shadow lies at the foot of a machine, on the side away from the lamps, and turns with it", () => {
  const build = buildOf("box", { x: 2, y: 2, z: 3 });
  const { halfLength } = shadowFieldOf(build);
  const cell = (metres: number) => Math.floor(((metres / halfLength + 1) / 2) * TILE);
  const at = (tile: Uint8Array, x: number, y: number) => tile[cell(y) * TILE + cell(x)] as number;
  const east = bakeShadow(build, 0);
  expect(at(east, 0, 0)).toBeGreaterThan(240);
  expect(LIGHT.x).toBeLessThan(0);
  expect(at(east, 1.6, 0)).toBeGreaterThan(at(east, -1.6, 0) + 40);
  // The machine faces west: what was before it is now behind it.
  const west = bakeShadow(build, Math.PI);
  expect(at(west, -1.6, 0)).toBeGreaterThan(at(west, 1.6, 0) + 40);
  const straight = bakeShadow(build, undefined);
  expect(Math.abs(at(straight, 1.6, 0) - at(straight, -1.6, 0))).toBeLessThan(25);
});

it("[SW7] four hundred directions share the tiles that there are, and baking ends", () => {
  const shadows = new FloorShadows(Array.from({ length: 400 }, (_, i) => actorAt("meter", i, 0, (i * 359) % 360)));
  let pictures = 0;
  while (shadows.work(0)) pictures++;
  expect(pictures).toBeGreaterThan(100);
  expect(pictures).toBeLessThanOrEqual(256);
  expect(shadows.work(0)).toBe(false);
  shadows.dispose();
});
