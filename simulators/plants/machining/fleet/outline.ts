/** Gaps between the outlines of vehicles. */
import type { Pose2d } from "../../../kernel/contract.ts";
import { length } from "../../../kernel/physics.ts";
import { HALF_LENGTH_M, HALF_WIDTH_M } from "./stops.ts";

/** Corners and middles of the sides. */
const POINTS = [-1, 0, 1].flatMap((along) =>
  [-1, 0, 1].map((across) => [along * HALF_LENGTH_M, across * HALF_WIDTH_M] as const),
);
/** Nobody is interested in gaps beyond this. */
const FAR_M = 8;

/** Distance from a point to a vehicle's outline; 0 inside. */
export function toOutlineM({ x, y, theta }: Pose2d, point: { readonly x: number; readonly y: number }): number {
  const [east, north] = [point.x - x, point.y - y];
  const [cos, sin] = [Math.cos(theta), Math.sin(theta)];
  const along = Math.max(0, Math.abs(cos * east + sin * north) - HALF_LENGTH_M);
  const across = Math.max(0, Math.abs(cos * north - sin * east) - HALF_WIDTH_M);
  return length(along, across);
}

/** Gap between two outlines; infinite where they are far apart. */
export function gapBetweenM(one: Pose2d, other: Pose2d): number {
  if (length(one.x - other.x, one.y - other.y) > FAR_M) return Number.POSITIVE_INFINITY;
  return Math.min(fromPointsM(one, other), fromPointsM(other, one));
}

function fromPointsM(of: Pose2d, to: Pose2d): number {
  const [cos, sin] = [Math.cos(of.theta), Math.sin(of.theta)];
  let least = Number.POSITIVE_INFINITY;
  for (const [along, across] of POINTS)
    least = Math.min(
      least,
      toOutlineM(to, { x: of.x + along * cos - across * sin, y: of.y + along * sin + across * cos }),
    );
  return least;
}
