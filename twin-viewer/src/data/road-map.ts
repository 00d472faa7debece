import type { Plant } from "../../../edge/contracts/plant/plant.ts";

export type Spot = readonly [x: number, y: number];

/** A place on a way: metres, and the direction of the drive, radians from east. */
export interface OnWay {
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
}

/** Shortest ways of vehicles over the plant's road map. Schematic: lanes are straight, and nobody gives way. */
export class RoadMap {
  readonly #nodes: ReadonlyMap<string, Spot>;
  readonly #lanes = new Map<string, string[]>();
  readonly #ways = new Map<string, readonly Spot[]>();

  constructor({ nodes, edges }: Plant["routes"]) {
    this.#nodes = new Map(nodes.map(({ id, x, y }) => [id, [x, y]]));
    for (const { from, to } of edges) {
      this.#lanes.set(from, [...(this.#lanes.get(from) ?? []), to]);
      this.#lanes.set(to, [...(this.#lanes.get(to) ?? []), from]);
    }
  }

  spotOf(node: string): Spot | undefined {
    return this.#nodes.get(node);
  }

  /** Corners of the way from node to node; straight where the map does not join them. */
  way(from: string, to: string): readonly Spot[] {
    const key = `${from} ${to}`;
    const known = this.#ways.get(key);
    if (known !== undefined) return known;
    const way = this.#shortest(from, to).flatMap((node) => {
      const spot = this.#nodes.get(node);
      return spot === undefined ? [] : [spot];
    });
    this.#ways.set(key, way);
    return way;
  }

  /** Dijkstra's algorithm; road maps have some dozens of nodes. */
  #shortest(from: string, to: string): readonly string[] {
    const metres = new Map([[from, 0]]);
    const before = new Map<string, string>();
    const open = new Set([from]);
    while (open.size > 0) {
      const here = [...open].reduce((best, one) => ((metres.get(one) ?? 0) < (metres.get(best) ?? 0) ? one : best));
      if (here === to) break;
      open.delete(here);
      for (const next of this.#lanes.get(here) ?? []) {
        const length = (metres.get(here) ?? 0) + this.#between(here, next);
        if (length >= (metres.get(next) ?? Number.POSITIVE_INFINITY)) continue;
        metres.set(next, length);
        before.set(next, here);
        open.add(next);
      }
    }
    if (from !== to && !before.has(to)) return [from, to];
    const way = [to];
    for (let node = before.get(to); node !== undefined && way.at(-1) !== from; node = before.get(node)) way.push(node);
    return way.reverse();
  }

  #between(from: string, to: string): number {
    const [[ax, ay], [bx, by]] = [this.#nodes.get(from) ?? [0, 0], this.#nodes.get(to) ?? [0, 0]];
    return Math.hypot(bx - ax, by - ay);
  }
}

/** The place after a share of a way, from 0 to 1; undefined for a way without a corner. */
export function alongWay(way: readonly Spot[], share: number): OnWay | undefined {
  const lengths = way.slice(1).map(([x, y], i) => Math.hypot(x - (way[i]?.[0] ?? 0), y - (way[i]?.[1] ?? 0)));
  let left = share * lengths.reduce((sum, length) => sum + length, 0);
  let yaw = 0;
  for (const [i, length] of lengths.entries()) {
    const [[ax, ay], [bx, by]] = [way[i] as Spot, way[i + 1] as Spot];
    if (length === 0) continue;
    yaw = Math.atan2(by - ay, bx - ax);
    if (left <= length) return { x: ax + ((bx - ax) * left) / length, y: ay + ((by - ay) * left) / length, yaw };
    left -= length;
  }
  const last = way.at(-1);
  return last === undefined ? undefined : { x: last[0], y: last[1], yaw };
}
