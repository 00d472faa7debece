import type { Plant } from "./plant.ts";

/** A point on the floor, plant metres. */
export type Spot = readonly [x: number, y: number];

/** Shortest ways of vehicles over the plant's road map. Lanes are straight, and are driven in both directions. */
export class RoadMap {
  readonly #nodes: ReadonlyMap<string, Spot>;
  readonly #lanes = new Map<string, string[]>();
  readonly #ways = new Map<string, readonly string[] | undefined>();

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
    return (this.#known(from, to) ?? [from, to]).flatMap((node) => {
      const spot = this.#nodes.get(node);
      return spot === undefined ? [] : [spot];
    });
  }

  /** Length of the way from node to node, metres; undefined where the map does not join them. */
  lengthM(from: string, to: string): number | undefined {
    if (!this.#nodes.has(from) || !this.#nodes.has(to)) return undefined;
    const way = this.#known(from, to);
    return way?.slice(1).reduce((sum, node, at) => sum + this.#between(way[at] as string, node), 0);
  }

  #known(from: string, to: string): readonly string[] | undefined {
    const key = `${from} ${to}`;
    if (!this.#ways.has(key)) this.#ways.set(key, this.#shortest(from, to));
    return this.#ways.get(key);
  }

  /** Dijkstra's algorithm; road maps have some dozens of nodes. */
  #shortest(from: string, to: string): readonly string[] | undefined {
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
    if (from !== to && !before.has(to)) return undefined;
    const way = [to];
    for (let node = before.get(to); node !== undefined && way.at(-1) !== from; node = before.get(node)) way.push(node);
    return way.reverse();
  }

  #between(from: string, to: string): number {
    const [[ax, ay], [bx, by]] = [this.#nodes.get(from) ?? [0, 0], this.#nodes.get(to) ?? [0, 0]];
    return Math.hypot(bx - ax, by - ay);
  }
}
