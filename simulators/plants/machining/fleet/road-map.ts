import { ROUTE_EDGES, ROUTE_NODES } from "../layout.ts";

/** Vehicles keep to the right of a lane's middle by this much, so that opposite ones pass each other. */
const KEEP_RIGHT_M = 0.7;

export interface Point2d {
  readonly x: number;
  readonly y: number;
}

const NODES = new Map<string, Point2d>(ROUTE_NODES.map((node) => [node.id, node]));

/**
 * The short link between the two chargers: usable, but never part of a route elsewhere, because two vehicles could not
 * pass each other on it.
 */
const LAST_RESORT = new Set(["N21-N22", "N22-N21"]);

const NEIGHBOURS = new Map<string, { readonly id: string; readonly cost: number }[]>(
  ROUTE_NODES.map((node) => [node.id, []]),
);
for (const [from, to] of ROUTE_EDGES) {
  const lengthM = Math.hypot(nodeAt(from).x - nodeAt(to).x, nodeAt(from).y - nodeAt(to).y);
  const cost = LAST_RESORT.has(`${from}-${to}`) ? 1000 : lengthM;
  NEIGHBOURS.get(from)?.push({ id: to, cost });
  NEIGHBOURS.get(to)?.push({ id: from, cost });
}

export function nodeAt(id: string): Point2d {
  const node = NODES.get(id);
  if (node === undefined) {
    throw new Error(`the road map has no node ${id}`);
  }
  return node;
}

export function neighboursOf(id: string): readonly string[] {
  return (NEIGHBOURS.get(id) ?? []).map((neighbour) => neighbour.id);
}

/**
 * Shortest route between two nodes, both included. `avoid` lists nodes to avoid if a detour costs little; `first`
 * leaves by this neighbour.
 */
export function route(
  from: string,
  to: string,
  { avoid = new Set(), first }: { readonly avoid?: ReadonlySet<string>; readonly first?: string | undefined } = {},
): readonly string[] {
  if (first !== undefined) return [from, ...route(first, to, { avoid: new Set([...avoid, from]) })];
  const costs = new Map<string, number>([[from, 0]]);
  const before = new Map<string, string>();
  const open = new Set([from]);
  while (open.size > 0) {
    const here = [...open].reduce((best, id) => ((costs.get(id) as number) < (costs.get(best) as number) ? id : best));
    open.delete(here);
    if (here === to) {
      break;
    }
    for (const { id, cost } of NEIGHBOURS.get(here) ?? []) {
      const through = (costs.get(here) as number) + cost + (avoid.has(id) && id !== to ? 40 : 0);
      if (through < (costs.get(id) ?? Number.POSITIVE_INFINITY)) {
        costs.set(id, through);
        before.set(id, here);
        open.add(id);
      }
    }
  }
  const way = [to];
  while (way[0] !== from) {
    way.unshift(before.get(way[0] as string) as string);
  }
  return way;
}

export function routeLengthM(way: readonly string[]): number {
  let sum = 0;
  for (let at = 1; at < way.length; at++) {
    const a = nodeAt(way[at - 1] as string);
    const b = nodeAt(way[at] as string);
    sum += Math.hypot(b.x - a.x, b.y - a.y);
  }
  return sum;
}

interface Direction {
  readonly dx: number;
  readonly dy: number;
}

export function direction(from: string, to: string): Direction {
  const a = nodeAt(from);
  const b = nodeAt(to);
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  return { dx: (b.x - a.x) / length, dy: (b.y - a.y) / length };
}

export function lanePoint(node: Point2d, along: Direction): Point2d {
  return { x: node.x + along.dy * KEEP_RIGHT_M, y: node.y - along.dx * KEEP_RIGHT_M };
}

/** The point where the incoming lane meets the outgoing one, or two lane points if they do not meet near the node. */
export function passage(node: Point2d, into: Direction, out: Direction): readonly Point2d[] {
  const a = lanePoint(node, into);
  const b = lanePoint(node, out);
  const cross = into.dx * out.dy - into.dy * out.dx;
  const isBack = into.dx * out.dx + into.dy * out.dy < -0.5;
  if (isBack || Math.abs(cross) < 0.05) {
    // Lanes that nearly turn back would meet far outside of the node.
    return isBack ? [a, b] : [a];
  }
  const along = ((b.x - a.x) * out.dy - (b.y - a.y) * out.dx) / cross;
  return Math.abs(along) > 3 ? [a, b] : [{ x: a.x + along * into.dx, y: a.y + along * into.dy }];
}
