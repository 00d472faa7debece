import type { Build } from "../build.ts";
import { boxesOf, castsShadow, type PlacedBox } from "./boxes.ts";

/** Faces of a solid: +x, -x, +y, -y, +z, -z of its own frame. */
export const FACES = 6;
/** Beyond this distance nothing darkens a face, metres. */
const REACH_M = 1.6;
/** Corners are looked at from a little inside their face, as a share of it: a neighbour may touch the rim. */
const INSIDE = 0.82;
const LIFT_M = 0.012;
/** Light that comes back from the floor, as a share of the sky's. */
const FLOOR_LIGHT = 0.45;

type Triple = readonly [x: number, y: number, z: number];

/** Directions over the half-space around +z, denser towards the middle (cosine-weighted), the same every time. */
const HEMISPHERE: readonly Triple[] = Array.from({ length: 14 }, (_, i) => {
  const radius = Math.sqrt((i + 0.5) / 14);
  const angle = i * 2.399963;
  return [Math.cos(angle) * radius, Math.sin(angle) * radius, Math.sqrt(1 - radius * radius)] as const;
});

/**
 * How much of its surroundings each corner of each face sees, 0 to 255: parts × faces × 4 corners, in the order (low,
 * low), (high, low), (low, high), (high, high) of the face's two other axes. The last part is the box of the coarsest
 * level, in the open. It is computed once for all machines of a kind and size: shadows in corners cost nothing later.
 */
export function bakeOpenness(build: Build, isCut: boolean): Uint8Array {
  const boxes = boxesOf(build);
  const casting = boxes.filter(({ part }) => castsShadow(build, part, isCut)).map(inverted);
  const out = new Uint8Array((boxes.length + 1) * FACES * 4).fill(255);
  for (const box of boxes) {
    const near = casting.filter((other) => other.part !== box.part && isWithin(box, other));
    for (let face = 0; face < FACES; face++) out.set(bakeFace(box, face, near), (box.part * FACES + face) * 4);
  }
  return out;
}

/** The four corners of one face. */
function bakeFace(box: PlacedBox, face: number, near: readonly InvertedBox[]): number[] {
  const axis = face >> 1;
  const side = face % 2 === 0 ? 1 : -1;
  const normal = unit(box.axes[axis] as Triple, side);
  if (normal === undefined) return [255, 255, 255, 255];
  const [u, v] = [0, 1, 2].filter((one) => one !== axis) as [number, number];
  const corners = [0, 1, 2, 3].map((corner) => {
    const signs = [0, 0, 0];
    signs[axis] = side;
    signs[u] = (corner & 1) === 1 ? INSIDE : -INSIDE;
    signs[v] = corner >= 2 ? INSIDE : -INSIDE;
    const at = pointOf(box, signs, normal);
    return near.some((other) => isInside(other, at)) ? undefined : openAt(at, normal, near);
  });
  return faceValues(corners);
}

/** A corner inside another solid cannot be seen: it takes the mean of the others, and does not darken its face. */
function faceValues(corners: readonly (number | undefined)[]): number[] {
  const seen = corners.filter((open) => open !== undefined);
  const mean = seen.length === 0 ? 1 : seen.reduce((sum, open) => sum + open, 0) / seen.length;
  return corners.map((open) => Math.round(255 * (open ?? mean)));
}

function pointOf({ at, axes }: PlacedBox, signs: readonly number[], normal: Triple): Triple {
  const on = (k: 0 | 1 | 2) =>
    at[k] + axes.reduce((sum, axis, i) => sum + axis[k] * (signs[i] as number), 0) + LIFT_M * normal[k];
  return [on(0), on(1), on(2)];
}

/** Share of the light that reaches a point from the side of `normal`. */
function openAt(from: Triple, normal: Triple, boxes: readonly InvertedBox[]): number {
  const side: Triple = Math.abs(normal[2]) > 0.8 ? [1, 0, 0] : [0, 0, 1];
  const u = unit(cross(side, normal), 1) as Triple;
  const v = cross(normal, u);
  let sum = 0;
  for (const [a, b, c] of HEMISPHERE) {
    const ray: Triple = [
      u[0] * a + v[0] * b + normal[0] * c,
      u[1] * a + v[1] * b + normal[1] * c,
      u[2] * a + v[2] * b + normal[2] * c,
    ];
    let nearest = REACH_M;
    for (const box of boxes) nearest = Math.min(nearest, distanceTo(box, from, ray));
    const open = nearest / REACH_M;
    const toFloor = ray[2] < 0 ? Math.max(0, from[2]) / -ray[2] : Number.POSITIVE_INFINITY;
    sum += toFloor < REACH_M ? open * (FLOOR_LIGHT + (1 - FLOOR_LIGHT) * (toFloor / REACH_M)) : open;
  }
  return sum / HEMISPHERE.length;
}

interface InvertedBox {
  readonly part: number;
  readonly at: Triple;
  readonly radius: number;
  /** Rows that lead from metres to the box's own unit cube. */
  readonly rows: readonly Triple[];
}

function inverted({ part, at, axes }: PlacedBox): InvertedBox {
  const rows = axes.map((axis): Triple => {
    const square = axis[0] ** 2 + axis[1] ** 2 + axis[2] ** 2 || 1e-12;
    return [axis[0] / square, axis[1] / square, axis[2] / square];
  });
  return { part, at, rows, radius: radiusOf(axes) };
}

function radiusOf(axes: PlacedBox["axes"]): number {
  return Math.hypot(...axes.map((axis) => Math.hypot(...axis)));
}

function isWithin({ at, axes }: PlacedBox, other: InvertedBox): boolean {
  const apart = Math.hypot(at[0] - other.at[0], at[1] - other.at[1], at[2] - other.at[2]);
  return apart < radiusOf(axes) + other.radius + REACH_M;
}

/** Metres to a box along a ray of length 1: 0 where it starts inside, infinite where it misses. */
function distanceTo({ at, rows }: InvertedBox, from: Triple, ray: Triple): number {
  let [enter, leave] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const row of rows) {
    const start = row[0] * (from[0] - at[0]) + row[1] * (from[1] - at[1]) + row[2] * (from[2] - at[2]);
    const rate = row[0] * ray[0] + row[1] * ray[1] + row[2] * ray[2];
    if (Math.abs(rate) < 1e-9) {
      if (Math.abs(start) > 1) return Number.POSITIVE_INFINITY;
      continue;
    }
    const [one, two] = [(-1 - start) / rate, (1 - start) / rate];
    enter = Math.max(enter, Math.min(one, two));
    leave = Math.min(leave, Math.max(one, two));
  }
  return enter > leave || leave <= 0 ? Number.POSITIVE_INFINITY : Math.max(0, enter);
}

function isInside({ at, rows }: InvertedBox, point: Triple): boolean {
  return rows.every(
    (row) => Math.abs(row[0] * (point[0] - at[0]) + row[1] * (point[1] - at[1]) + row[2] * (point[2] - at[2])) < 1,
  );
}

function cross(a: Triple, b: Triple): Triple {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function unit([x, y, z]: Triple, sign: number): Triple | undefined {
  const length = Math.hypot(x, y, z);
  return length < 1e-9 ? undefined : [(sign * x) / length, (sign * y) / length, (sign * z) / length];
}
