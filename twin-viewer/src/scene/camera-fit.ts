import type { Triple } from "./picking.ts";

/**
 * Viewing direction of a camera, as angles: azimuth 0 looks north, positive turns the camera east; polar 0 looks
 * straight down.
 */
export interface ViewAngles {
  readonly azimuth: number;
  readonly polar: number;
}

/** The size of the picture and its free margin at each side, pixels. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly fovRad: number;
  readonly margin: { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number };
}

export interface Fit {
  readonly target: readonly [x: number, y: number];
  readonly distance: number;
}

/** Direction from the target to the camera, plant axes. */
export function backward({ azimuth, polar }: ViewAngles): Triple {
  return [Math.sin(polar) * Math.sin(azimuth), -Math.sin(polar) * Math.cos(azimuth), Math.cos(polar)];
}

/** The front of a machine is well visible up to this angle aside, radians. */
const BESIDE_FRONT = Math.PI / 6;

/**
 * The azimuth nearest to the present one that shows the front of an asset; `yawDeg` as in `Pose`: 0 faces
 * east, counterclockwise.
 */
export function azimuthOfFront(yawDeg: number, present: number): number {
  const front = (yawDeg * Math.PI) / 180 + Math.PI / 2;
  const turns = Math.round((present - front) / (2 * Math.PI));
  const nearest = front + turns * 2 * Math.PI;
  return Math.min(nearest + BESIDE_FRONT, Math.max(nearest - BESIDE_FRONT, present));
}

const ROUNDS = 24;

/**
 * The target on the floor and the distance from which all points just fill the
 * frame. Found by iteration: project, measure the box of the points on screen,
 * centre it, scale the distance. A closed form is long because of perspective.
 */
export function fitPoints(points: readonly Triple[], angles: ViewAngles, frame: Frame): Fit {
  const back = backward(angles);
  const right: Triple = [Math.cos(angles.azimuth), Math.sin(angles.azimuth), 0];
  const up: Triple = [
    -Math.cos(angles.polar) * Math.sin(angles.azimuth),
    Math.cos(angles.polar) * Math.cos(angles.azimuth),
    Math.sin(angles.polar),
  ];
  const forward: readonly [number, number] = [-Math.sin(angles.azimuth), Math.cos(angles.azimuth)];
  const tanY = Math.tan(frame.fovRad / 2);
  const tanX = (tanY * frame.width) / frame.height;
  const room = {
    left: -1 + (2 * frame.margin.left) / frame.width,
    right: 1 - (2 * frame.margin.right) / frame.width,
    bottom: -1 + (2 * frame.margin.bottom) / frame.height,
    top: 1 - (2 * frame.margin.top) / frame.height,
  };
  let [tx, ty] = middle(points);
  let distance = 100;
  for (let round = 0; round < ROUNDS; round++) {
    const eye: Triple = [tx + back[0] * distance, ty + back[1] * distance, back[2] * distance];
    const seen = { left: Infinity, right: -Infinity, bottom: Infinity, top: -Infinity };
    for (const point of points) {
      const toPoint: Triple = [point[0] - eye[0], point[1] - eye[1], point[2] - eye[2]];
      const depth = Math.max(1, -dot(toPoint, back));
      const x = dot(toPoint, right) / depth / tanX;
      const y = dot(toPoint, up) / depth / tanY;
      seen.left = Math.min(seen.left, x);
      seen.right = Math.max(seen.right, x);
      seen.bottom = Math.min(seen.bottom, y);
      seen.top = Math.max(seen.top, y);
    }
    const sideways = ((seen.left + seen.right - room.left - room.right) / 2) * tanX * distance;
    const upward = ((seen.bottom + seen.top - room.bottom - room.top) / 2) * tanY * distance;
    // Moving on the floor by one metre forward moves the picture up by the cosine only.
    const ahead = upward / Math.max(0.2, Math.cos(angles.polar));
    tx += right[0] * sideways + forward[0] * ahead;
    ty += right[1] * sideways + forward[1] * ahead;
    distance *=
      Math.max(
        (seen.right - seen.left) / (room.right - room.left),
        (seen.top - seen.bottom) / (room.top - room.bottom),
      ) ** 0.8;
    distance = Math.min(20_000, Math.max(4, distance));
  }
  return { target: [tx, ty], distance };
}

function middle(points: readonly Triple[]): [number, number] {
  const [first = [0, 0, 0] as Triple] = points;
  let [west, east, south, north] = [first[0], first[0], first[1], first[1]];
  for (const [x, y] of points) {
    [west, east] = [Math.min(west, x), Math.max(east, x)];
    [south, north] = [Math.min(south, y), Math.max(north, y)];
  }
  return [(west + east) / 2, (south + north) / 2];
}

function dot(a: Triple, b: Triple): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
