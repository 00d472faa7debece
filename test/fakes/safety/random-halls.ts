/** Halls with machines in random places, and the exact shortest way through them by a graph of corners. */
import type { Asset, Plant } from "../../../edge/contracts/plant/plant.ts";
import type { Point } from "../../../edge/safety/response/walkways.ts";

/** Half the width of a person, as the product takes it. */
const BODY_M = 0.3;

interface Box {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

export interface Hall {
  readonly plant: Pick<Plant, "floor" | "assets" | "zones">;
  readonly boxes: readonly Box[];
  /** A place on the free floor. */
  place(): Point;
}

/** Machines that are at least 1.5 m apart, so that no gap depends on the raster. */
export function randomHall(random: () => number, floor: { width: number; depth: number }, machines: number): Hall {
  const boxes: Box[] = [];
  for (let tried = 0; boxes.length < machines && tried < 20 * machines; tried++) {
    const [sx, sy] = [1 + 7 * random(), 1 + 5 * random()];
    const west = 1.5 + random() * (floor.width - sx - 3);
    const south = 1.5 + random() * (floor.depth - sy - 3);
    const box = { west, south, east: west + sx, north: south + sy };
    const isApart = boxes.every(
      (one) =>
        box.west - one.east >= 1.5 ||
        one.west - box.east >= 1.5 ||
        box.south - one.north >= 1.5 ||
        one.south - box.north >= 1.5,
    );
    if (isApart) boxes.push(box);
  }
  const assets = boxes.map(({ west, south, east, north }, at): Asset => {
    const size = { x: east - west, y: north - south, z: 2 };
    const pose = { x: (west + east) / 2, y: (south + north) / 2, z: 0, yawDeg: 0 };
    const label = `M-${at}`;
    return {
      ...{
        assetUid: `urn:${label}` as Asset["assetUid"],
        label,
        kind: "lathe",
        name: { zh: label, en: label },
        equipmentPath: label,
      },
      ...{ tags: [], simulated: true, pose, size },
    };
  });
  return {
    plant: { floor, assets, zones: [] },
    boxes,
    place: () => {
      for (;;) {
        const point = { x: 0.5 + random() * (floor.width - 1), y: 0.5 + random() * (floor.depth - 1) };
        if (boxes.every((box) => !isIn(point, grown(box, BODY_M + 0.3)))) return point;
      }
    },
  };
}

/** Length of the shortest way between two places around the boxes grown by half a person; Infinity without one. */
export function exactWayM({ boxes }: Pick<Hall, "boxes">, from: Point, to: Point, more: readonly Box[] = []): number {
  const solid = [...boxes, ...more].map((box) => grown(box, BODY_M));
  const corners = [...boxes, ...more].map((box) => grown(box, BODY_M + 1e-6));
  const nodes = [
    ...[from, to],
    ...corners.flatMap(({ west, south, east, north }) => [
      ...[west, east].flatMap((x) => [south, north].map((y) => ({ x, y }))),
    ]),
  ].filter((point) => solid.every((box) => !isIn(point, box)));
  const far = nodes.map(() => Number.POSITIVE_INFINITY);
  const isDone = nodes.map(() => false);
  far[0] = 0;
  for (;;) {
    let at = -1;
    for (let i = 0; i < nodes.length; i++)
      if (isDone[i] !== true && (at < 0 || (far[i] as number) < (far[at] as number))) at = i;
    if (at < 0 || far[at] === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
    if (at === 1) return far[1] as number;
    isDone[at] = true;
    const here = nodes[at] as Point;
    for (const [i, there] of nodes.entries()) {
      const length = (far[at] as number) + Math.hypot(there.x - here.x, there.y - here.y);
      if (isDone[i] === true || length >= (far[i] as number)) continue;
      if (solid.every((box) => !crosses(here, there, box))) far[i] = length;
    }
  }
}

function grown({ west, south, east, north }: Box, by: number): Box {
  return { west: west - by, south: south - by, east: east + by, north: north + by };
}

function isIn({ x, y }: Point, { west, south, east, north }: Box): boolean {
  return x > west && x < east && y > south && y < north;
}

/** Whether a segment passes through the inside of a box (Liang and Barsky, 1984). */
function crosses(a: Point, b: Point, { west, south, east, north }: Box): boolean {
  let [enters, leaves] = [0, 1];
  for (const [p, q] of [
    [a.x - b.x, a.x - west],
    [b.x - a.x, east - a.x],
    [a.y - b.y, a.y - south],
    [b.y - a.y, north - a.y],
  ] as const) {
    if (p === 0) {
      if (q <= 0) return false;
      continue;
    }
    if (p < 0) enters = Math.max(enters, q / p);
    else leaves = Math.min(leaves, q / p);
  }
  return leaves - enters > 1e-9;
}
