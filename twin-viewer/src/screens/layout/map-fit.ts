import type { FloorMap } from "../../../../edge/contracts/plant/plant.ts";

/** One place in the coordinates of a map and of the floor. */
export interface CommonPoint {
  readonly map: { readonly x: number; readonly y: number };
  readonly floor: { readonly x: number; readonly y: number };
}

/** A map fitted to the floor, with the residual of its points, metres. */
export interface MapFit {
  readonly map: FloorMap;
  readonly residuals: readonly number[];
}

/**
 * Fits a map to the floor by common points: one scale, one turn, one move, least squares (Umeyama 1991, in two
 * dimensions). Two points define it and a third one checks it; undefined when the points lie on one spot.
 */
export function fitMap(id: string, points: readonly CommonPoint[]): MapFit | undefined {
  if (points.length < 2) return undefined;
  const mean = (pick: (point: CommonPoint) => number) =>
    points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const [mx, my, fx, fy] = [
    mean(({ map }) => map.x),
    mean(({ map }) => map.y),
    mean(({ floor }) => floor.x),
    mean(({ floor }) => floor.y),
  ];
  let [along, across, size] = [0, 0, 0];
  for (const { map, floor } of points) {
    const [ax, ay, bx, by] = [map.x - mx, map.y - my, floor.x - fx, floor.y - fy];
    along += ax * bx + ay * by;
    across += ax * by - ay * bx;
    size += ax * ax + ay * ay;
  }
  const scale = Math.hypot(along, across) / size;
  if (!(size > 0) || !(scale > 0)) return undefined;
  const turn = Math.atan2(across, along);
  const [cos, sin] = [Math.cos(turn) * scale, Math.sin(turn) * scale];
  const map: FloorMap = {
    id,
    scale,
    rotateDeg: (turn * 180) / Math.PI,
    x: fx - cos * mx + sin * my,
    y: fy - sin * mx - cos * my,
  };
  const residuals = points.map(({ map: at, floor }) =>
    Math.hypot(map.x + cos * at.x - sin * at.y - floor.x, map.y + sin * at.x + cos * at.y - floor.y),
  );
  return { map, residuals };
}
