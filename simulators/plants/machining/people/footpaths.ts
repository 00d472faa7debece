/** Footpaths beside the lanes of vehicles, and the crossings where people step over them. */
import { type Box, partInBox } from "../../../kernel/boxes.ts";
import { length } from "../../../kernel/physics.ts";
import { nodeAt } from "../fleet/road-map.ts";
import { ROUTE_EDGES, STATIONS } from "../layout.ts";
import { ZONES } from "./zones.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A place on a person's way; `crosses` says that a vehicle may come on the way to it. */
export interface FootPoint extends Point {
  readonly crosses: boolean;
}

/** People keep their middle this far from the middle of a lane: vehicles reach to 1.2 m of it. */
const BESIDE_M = 1.75;
/** More than that, so that rounding decides nothing. */
const NEAR_M = 2;
/** Off the footpaths people walk through machines' surroundings, which they avoid. */
const OFF_PATH_COST = 1.5;

const NODES: Readonly<Record<string, readonly [x: number, y: number]>> = {
  // west of the west aisle
  w1: [13.6, 11.9],
  w2: [13.6, 24],
  w3: [13.6, 41],
  w4: [13.6, 48.4],
  // between the aisles in the west
  i1: [18.4, 22.4],
  i2: [18.4, 24],
  i3: [18.4, 33.6],
  i4: [24, 33.6],
  i5: [43, 33.6],
  i6: [32, 22.4],
  // between the cobots and the middle aisle
  i7: [54.3, 33.6],
  // north of the middle aisle, left of the milling aisle
  m1: [18.4, 41],
  m2: [18.4, 38.4],
  m3: [24, 38.4],
  m4: [47.2, 38.4],
  m8: [43, 38.4],
  m5: [47.2, 41],
  m6: [24, 43.6],
  m7: [18.4, 43.6],
  // in front of the lathes
  t1: [24, 48.4],
  t2: [47.2, 48.4],
  t3: [52.6, 48.4],
  // milling
  c1: [52.6, 41],
  c2: [52.6, 38.4],
  c9: [54.3, 38.4],
  c3: [61.4, 38.4],
  c4: [61.4, 47.4],
  c5: [70.4, 38.4],
  c6: [70.4, 47.4],
  c7: [77.1, 38.4],
  c8: [77.1, 41],
  // finishing and measuring
  f1: [82, 41],
  f2: [82, 38.4],
  f3: [93, 38.4],
  f4: [82, 48.4],
  // along the north wall
  n1: [82, 59],
  n2: [52.6, 59],
  n3: [30, 59],
  // between oven and coating booth, and along the south aisle
  s1: [93, 33.6],
  s2: [93, 22.4],
  s3: [61.2, 22.4],
  s4: [61.2, 24.8],
  s5: [55.6, 24.8],
  s6: [55.6, 22.4],
  // utilities
  u1: [93, 17.6],
  u2: [93, 11.9],
  s7: [72, 22.4],
  u3: [72, 17.6],
  u4: [72, 11.9],
  u5: [32, 17.6],
  u6: [32, 11.9],
};

const PATHS: readonly (readonly [from: string, to: string])[] = [
  ...chain("w1", "w2", "w3", "w4", "t1", "t2", "t3", "n2", "n3"),
  ...chain("i1", "i2", "i3", "i4", "i5"),
  ...chain("i1", "i6", "s6", "s5"),
  ...chain("s4", "s3", "s7", "s2", "s1"),
  ...chain("m7", "m1", "m2", "m3", "m8", "m4", "m5"),
  ...chain("m7", "m6"),
  ...chain("t3", "c1", "c2", "c9", "c3", "c5", "c7", "c8"),
  ...chain("c3", "c4"),
  ...chain("c5", "c6"),
  ...chain("f3", "f2", "f1", "f4", "n1", "n2"),
  ...chain("u1", "u2", "u4", "u6", "w1"),
  ...chain("u3", "u4"),
  ...chain("u5", "u6"),
];
const CROSSINGS: readonly (readonly [from: string, to: string])[] = [
  ["w2", "i2"],
  ["w3", "m1"],
  ["i4", "m3"],
  ["m6", "t1"],
  ["m5", "c1"],
  ["c8", "f1"],
  ["f3", "s1"],
  ["s5", "s4"],
  ["s2", "u1"],
  ["s7", "u3"],
  ["i6", "u5"],
  ["i5", "m8"],
  ["i7", "c9"],
];

function chain(...ids: readonly string[]): readonly (readonly [string, string])[] {
  return ids.slice(1).map((id, at) => [ids[at] as string, id] as const);
}

const placeOf = (id: string): Point => {
  const [x, y] = NODES[id] as readonly [number, number];
  return { x, y };
};

interface Link {
  readonly to: string;
  readonly costM: number;
  readonly crosses: boolean;
}

const LINKS = new Map<string, Link[]>(Object.keys(NODES).map((id) => [id, []]));
for (const [list, crosses] of [[PATHS, false] as const, [CROSSINGS, true] as const])
  for (const [from, to] of list) {
    const [a, b] = [placeOf(from), placeOf(to)];
    const costM = length(b.x - a.x, b.y - a.y);
    LINKS.get(from)?.push({ to, costM, crosses });
    LINKS.get(to)?.push({ to: from, costM, crosses });
  }

/** Boxes that nobody walks through: machines and fenced cells. */
const BOXES: readonly Box[] = [
  ...STATIONS.filter(({ kind }) => kind !== "agv" && kind !== "gas-detector").map(
    ({ x, y, yawDeg, size: [along, across] }) => {
      const isAlongX = yawDeg % 180 === 0;
      const [halfX, halfY] = isAlongX ? [along / 2, across / 2] : [across / 2, along / 2];
      return [x - halfX, y - halfY, x + halfX, y + halfY] as const;
    },
  ),
  ...ZONES.filter(({ safeguard }) => safeguard === "fence-interlock").map(({ polygon: [low, , high] }) => {
    const [[x0, y0], [x1, y1]] = [low as readonly [number, number], high as readonly [number, number]];
    return [x0, y0, x1, y1] as const;
  }),
];

const LANES: readonly Segment[] = ROUTE_EDGES.map(([a, b]) => [nodeAt(a), nodeAt(b)]);

/** Nobody steps over a lane or through a machine on the straight way. */
function isOpen(from: Point, to: Point): boolean {
  const way: Segment = [from, to];
  const isOverLane = LANES.some((lane) => isNear(way, lane) && gapM(way, lane) < BESIDE_M);
  return !isOverLane && !isBlocked(from, to);
}

/** Whether two segments may be nearer than a lane's side: their boxes are, which costs a tenth of the distance. */
function isNear([a, b]: Segment, [c, d]: Segment): boolean {
  return (
    Math.max(a.x, b.x) + NEAR_M > Math.min(c.x, d.x) &&
    Math.max(c.x, d.x) + NEAR_M > Math.min(a.x, b.x) &&
    Math.max(a.y, b.y) + NEAR_M > Math.min(c.y, d.y) &&
    Math.max(c.y, d.y) + NEAR_M > Math.min(a.y, b.y)
  );
}

/** A machine or a fence is on the straight way. */
export function isBlocked(from: Point, to: Point): boolean {
  return BOXES.some((box) => partInBox(from, to, box) !== undefined);
}

/** The way on foot: straight where nothing is between, else along footpaths. */
export function wayOnFoot(from: Point, to: Point): readonly FootPoint[] {
  const last = { ...to, crosses: false };
  if (isOpen(from, to)) return [last];
  const way = cheapest(from, to);
  return [...way, last];
}

function cheapest(from: Point, to: Point): readonly FootPoint[] {
  const costs = entries(from);
  const before = new Map<string, { readonly id: string; readonly crosses: boolean }>();
  const open = new Set(costs.keys());
  const done = new Set<string>();
  while (open.size > 0) {
    const here = [...open].reduce((best, id) => ((costs.get(id) as number) < (costs.get(best) as number) ? id : best));
    open.delete(here);
    done.add(here);
    for (const { to: next, costM, crosses } of LINKS.get(here) ?? []) {
      const through = (costs.get(here) as number) + costM;
      if (done.has(next) || through >= (costs.get(next) ?? Number.POSITIVE_INFINITY)) continue;
      costs.set(next, through);
      before.set(next, { id: here, crosses });
      open.add(next);
    }
  }
  const exits = [...entries(to)].filter(([id]) => costs.has(id));
  const total = ([id, costM]: readonly [string, number]): number => costM + (costs.get(id) as number);
  const [end] = exits.reduce((best, one) => (total(one) < total(best) ? one : best));
  const way: FootPoint[] = [];
  for (let id: string | undefined = end; id !== undefined; id = before.get(id)?.id)
    way.unshift({ ...placeOf(id), crosses: before.get(id)?.crosses ?? false });
  return way;
}

/** Footpaths that can be reached from a place, with their cost; the nearest one where none is open. */
function entries(place: Point): Map<string, number> {
  const costs = Object.keys(NODES).map((id) => {
    const at = placeOf(id);
    return [id, OFF_PATH_COST * length(at.x - place.x, at.y - place.y)] as const;
  });
  const reached = costs.filter(([id]) => isOpen(place, placeOf(id)));
  const nearest = costs.reduce((best, one) => (one[1] < best[1] ? one : best));
  return new Map(reached.length > 0 ? reached : [nearest]);
}

type Segment = readonly [Point, Point];

/** Distance between two segments. */
function gapM([a, b]: Segment, [c, d]: Segment): number {
  const side = (p: Point, q: Point, r: Point): number => (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);
  const crosses = side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
  if (crosses) return 0;
  return Math.min(toSegmentM(a, c, d), toSegmentM(b, c, d), toSegmentM(c, a, b), toSegmentM(d, a, b));
}

export function toSegmentM(p: Point, a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const square = dx * dx + dy * dy;
  const share = square === 0 ? 0 : Math.min(1, Math.max(0, ((p.x - a.x) * dx + (p.y - a.y) * dy) / square));
  return length(p.x - a.x - share * dx, p.y - a.y - share * dy);
}
