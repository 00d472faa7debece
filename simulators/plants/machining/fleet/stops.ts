/** Nodes and the places before them where vehicles wait, with the room that a vehicle's outline needs (PM46). */
import { ROUTE_EDGES, ROUTE_NODES } from "../layout.ts";
import { direction, lanePoint, neighboursOf, nodeAt, type Point2d, passage } from "./road-map.ts";

/** Outline of a vehicle, and the gap that outlines keep, metres. */
export const HALF_LENGTH_M = 0.8;
export const HALF_WIDTH_M = 0.5;
const GAP_M = 0.35;
/** From middle to middle of two vehicles that wait behind each other. */
export const FOLLOW_M = 2.6;
/** A vehicle stops this far from its place at most. */
const STOPS_WITHIN_M = 0.1;

/**
 * Distance from a node at which a vehicle is clear of everything that passes and turns there: corners of the lanes,
 * half a vehicle's diagonal around them, its own half length, and the gap.
 */
const CLEAR_M = new Map(ROUTE_NODES.map(({ id }) => [id, farthestCornerM(id) + sweptM() + HALF_LENGTH_M + GAP_M]));

function sweptM(): number {
  return Math.hypot(HALF_LENGTH_M, HALF_WIDTH_M);
}

function farthestCornerM(node: string): number {
  const here = nodeAt(node);
  const near = neighboursOf(node);
  const corners = near.flatMap((from) =>
    near.flatMap((to) => passage(here, direction(from, node), direction(node, to))),
  );
  return Math.max(...corners.map(({ x, y }) => Math.hypot(x - here.x, y - here.y)));
}

export function clearM(node: string): number {
  return CLEAR_M.get(node) as number;
}

/** Vehicles that have room between two nodes, clear of both. A node has room for one. */
const ROOM = new Map<string, number>();
const ENDS = new Map<string, readonly [from: string, to: string]>();
for (const [a, b] of ROUTE_EDGES) {
  const lengthM = Math.hypot(nodeAt(a).x - nodeAt(b).x, nodeAt(a).y - nodeAt(b).y);
  const roomM = lengthM - clearM(a) - clearM(b) - STOPS_WITHIN_M;
  const room = roomM < 0 ? 0 : Math.floor(roomM / FOLLOW_M) + 1;
  for (const ends of [
    [a, b],
    [b, a],
  ] as const) {
    ROOM.set(ends.join(">"), room);
    ENDS.set(ends.join(">"), ends);
  }
}

export function roomAt(stop: string): number {
  return isHold(stop) ? (ROOM.get(stop) as number) : 1;
}

/** A stop between two nodes, where vehicles wait before the second one; its id is `FROM>TO`. */
export function isHold(stop: string): boolean {
  return stop.includes(">");
}

/** The nodes before and behind a hold. */
export function endsOf(hold: string): readonly [from: string, to: string] {
  return ENDS.get(hold) as readonly [string, string];
}

/** Where a stop is on the line between the nodes; vehicles keep right of it. */
export function stopAt(stop: string): Point2d {
  if (!isHold(stop)) return nodeAt(stop);
  const [from, to] = endsOf(stop);
  const { dx, dy } = direction(from, to);
  const { x, y } = nodeAt(to);
  return { x: x - dx * clearM(to), y: y - dy * clearM(to) };
}

/** All stops of a way over these nodes: a hold before each node where a vehicle has room to wait. */
export function stopsOf(nodes: readonly string[]): readonly string[] {
  return nodes.flatMap((node, at) => {
    const hold = `${nodes[at - 1]}>${node}`;
    return at > 0 && roomAt(hold) > 0 ? [hold, node] : [node];
  });
}

/** What a vehicle that waits or rests reserves together: everything up to the next place where it may wait. */
export function stretch(stops: readonly string[]): readonly string[] {
  const end = stops.findIndex(isHold);
  return end < 0 ? stops : stops.slice(0, end + 1);
}

/** The stretches by which a vehicle can leave a node. */
export function exitsOf(node: string): readonly (readonly string[])[] {
  return neighboursOf(node).map((to) => stretch(stopsOf([node, to]).slice(1)));
}

/** A point of a vehicle's path. The last point of a stop ends the passage of that stop. */
export interface Waypoint extends Point2d {
  /** Position in the order's list of stops. */
  readonly stopIndex: number;
  /** First point of this stop: the vehicle must have it reserved to approach it. */
  readonly isEntry: boolean;
  /** The vehicle turns on the spot here. */
  readonly isCorner: boolean;
}

/** The path of a vehicle for an order over these stops. */
export function waypoints(stops: readonly string[]): readonly Waypoint[] {
  const nodes = stops.filter((stop) => !isHold(stop));
  let node = -1;
  return stops.flatMap((stop, stopIndex): readonly Waypoint[] => {
    if (isHold(stop)) {
      const place = lanePoint(stopAt(stop), direction(...endsOf(stop)));
      return [{ ...place, stopIndex, isEntry: true, isCorner: false }];
    }
    const [before, next] = [nodes[node++], nodes[node + 1]];
    const into = before === undefined ? undefined : direction(before, stop);
    const out = next === undefined ? undefined : direction(stop, next);
    const points = pointsAt(nodeAt(stop), into, out);
    const isStraight = into !== undefined && out !== undefined && into.dx * out.dx + into.dy * out.dy > 0.9995;
    return points.map((point, at) => ({ ...point, stopIndex, isEntry: at === 0, isCorner: !isStraight }));
  });
}

type Direction = ReturnType<typeof direction>;

function pointsAt(node: Point2d, into: Direction | undefined, out: Direction | undefined): readonly Point2d[] {
  if (into !== undefined && out !== undefined) return passage(node, into, out);
  const along = into ?? out;
  return along === undefined ? [] : [lanePoint(node, along)];
}
