import type { Build } from "../build.ts";
import { LIGHT } from "../materials.ts";
import { boxesOf, castsShadow, type PlacedBox } from "./boxes.ts";

/** Cells of a tile along each side. */
export const TILE = 64;

/** The floor around an asset that its shadow can reach: half lengths along and across its front, metres. */
export interface ShadowField {
  readonly halfLength: number;
  readonly halfWidth: number;
}

/** A ray of light, by the metres it moves east and north while it falls one metre; its share of all light. */
interface Ray {
  readonly east: number;
  readonly north: number;
  readonly share: number;
}

/** Share of the light that comes from the lamps of the hall; the rest comes from everywhere. */
const KEY_SHARE = 0.5;
const RAYS = 32;
/** Half the width of the field of lamps, metres at one metre's height. */
const LAMP_SPREAD = 0.22;
/** Light from flatter than this is too weak to throw a shadow. */
const SKY_SPREAD = 1.1;

export function shadowFieldOf({ figure }: Build): ShadowField {
  const reach = 0.35 + 0.75 * figure.top;
  return { halfLength: figure.foot[0] / 2 + reach, halfWidth: figure.foot[1] / 2 + reach };
}

/**
 * The light that an asset keeps from the floor around it, 0 to 255, row by row along its front. `yaw`: where it faces,
 * radians; undefined for an asset that turns: its shadow falls straight down. Every ray draws the outlines of all
 * solids on the floor, and the tile is the mean of all rays: a soft shadow, as of the hall's long lamps.
 */
export function bakeShadow(build: Build, yaw: number | undefined): Uint8Array {
  const field = shadowFieldOf(build);
  const boxes = boxesOf(build).filter(({ part }) => castsShadow(build, part));
  const sum = new Float32Array(TILE * TILE);
  const mask = new Uint8Array(TILE * TILE);
  for (const ray of raysFor(yaw)) {
    mask.fill(0);
    for (const box of boxes)
      fillHull(
        mask,
        outlineOf(box, ray).map((point) => cellOf(point, field)),
      );
    for (let i = 0; i < sum.length; i++) if (mask[i] === 1) sum[i] = (sum[i] as number) + ray.share;
  }
  return Uint8Array.from(sum, (share) => Math.round(255 * Math.min(1, share)));
}

/** Rays in the frame of an asset that faces `yaw`. */
function raysFor(yaw: number | undefined): Ray[] {
  const spiral = Array.from({ length: RAYS }, (_, i) => {
    const radius = Math.sqrt((i + 0.5) / RAYS);
    const angle = i * 2.399963;
    return [Math.cos(angle) * radius, Math.sin(angle) * radius] as const;
  });
  const keyShare = yaw === undefined ? 0 : KEY_SHARE;
  const [cos, sin] = [Math.cos(yaw ?? 0), Math.sin(yaw ?? 0)];
  // Light falls away from the lamps.
  const [east, north] = [-LIGHT.x / LIGHT.z, -LIGHT.y / LIGHT.z];
  const sky = spiral.map(([x, y]) => ({
    east: x * SKY_SPREAD,
    north: y * SKY_SPREAD,
    share: (1 - keyShare) / RAYS,
  }));
  if (yaw === undefined) return sky;
  const key = spiral.map(([x, y]) => {
    const [e, n] = [east + x * LAMP_SPREAD, north + y * LAMP_SPREAD];
    return { east: e * cos + n * sin, north: n * cos - e * sin, share: keyShare / RAYS };
  });
  return [...key, ...sky];
}

/** Where a ray drops the corners of a box on the floor, asset frame. */
function outlineOf({ at, axes }: PlacedBox, { east, north }: Ray): [x: number, y: number][] {
  const points: [number, number][] = [];
  for (let corner = 0; corner < 8; corner++) {
    const on = (k: 0 | 1 | 2) =>
      at[k] + axes.reduce((sum, axis, i) => sum + ((corner >> i) & 1 ? axis[k] : -axis[k]), 0);
    const height = Math.max(0, on(2));
    points.push([on(0) + east * height, on(1) + north * height]);
  }
  return points;
}

function cellOf([x, y]: readonly [number, number], { halfLength, halfWidth }: ShadowField): [number, number] {
  return [((x / halfLength + 1) / 2) * TILE, ((y / halfWidth + 1) / 2) * TILE];
}

/** Sets every cell whose middle lies in the convex hull of some points. */
function fillHull(mask: Uint8Array, points: readonly (readonly [x: number, y: number])[]): void {
  const hull = hullOf(points);
  const ys = hull.map(([, y]) => y);
  const first = Math.max(0, Math.ceil(Math.min(...ys) - 0.5));
  const last = Math.min(TILE - 1, Math.floor(Math.max(...ys) - 0.5));
  for (let row = first; row <= last; row++) {
    let [west, east] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const [i, [x, y]] of hull.entries()) {
      const [nextX, nextY] = hull[(i + 1) % hull.length] as readonly [number, number];
      const middle = row + 0.5;
      if (y === nextY || middle < Math.min(y, nextY) || middle > Math.max(y, nextY)) continue;
      const at = x + ((nextX - x) * (middle - y)) / (nextY - y);
      west = Math.min(west, at);
      east = Math.max(east, at);
    }
    const from = Math.max(0, Math.ceil(west - 0.5));
    const to = Math.min(TILE - 1, Math.floor(east - 0.5));
    if (from <= to) mask.fill(1, row * TILE + from, row * TILE + to + 1);
  }
}

/** The convex hull, counterclockwise (Andrew's monotone chain). */
function hullOf(points: readonly (readonly [x: number, y: number])[]): (readonly [x: number, y: number])[] {
  const sorted = points.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (list: readonly (readonly [number, number])[]) => {
    const chain: (readonly [number, number])[] = [];
    for (const point of list) {
      while (chain.length >= 2 && turn(chain.at(-2) as never, chain.at(-1) as never, point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}

function turn(a: readonly [number, number], b: readonly [number, number], c: readonly [number, number]): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}
