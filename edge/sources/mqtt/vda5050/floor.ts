import type { LayoutNode } from "./layout.ts";
import type { MapTransform } from "./map-transform.ts";
import type { NodePosition } from "./messages.ts";

/** Positions that are kept from messages. */
const MAX_SEEN_NODES = 20_000;

/**
 * Where things on the vehicles' maps are on the plant's floor. Nodes of a layout file stay; others are learnt from
 * what any vehicle of the fleet says.
 */
export class Floor {
  readonly #maps: ReadonlyMap<string, MapTransform>;
  readonly #layout: ReadonlyMap<string, NodePosition>;
  readonly #seen = new Map<string, NodePosition>();

  constructor(maps: ReadonlyMap<string, MapTransform>, layout: readonly LayoutNode[]) {
    this.#maps = maps;
    this.#layout = new Map(layout.map((node) => [node.nodeId, node]));
  }

  /** The transform of a map; undefined: it has the plant's own coordinates. */
  transformOf(mapId: string): MapTransform | undefined {
    return this.#maps.get(mapId);
  }

  /** Keeps where a message says that a node is. */
  learn(nodeId: string, position: NodePosition | undefined): void {
    if (position === undefined || this.#layout.has(nodeId)) return;
    if (this.#seen.size < MAX_SEEN_NODES || this.#seen.has(nodeId)) this.#seen.set(nodeId, position);
  }

  /** Where the node is on the floor, to the millimetre; undefined when nobody said. */
  node(nodeId: string): readonly [x: number, y: number] | undefined {
    const position = this.#layout.get(nodeId) ?? this.#seen.get(nodeId);
    if (position === undefined) return undefined;
    return this.point(position.x, position.y, position.mapId);
  }

  point(x: number, y: number, mapId: string | undefined): readonly [x: number, y: number] {
    const map = mapId === undefined ? undefined : this.#maps.get(mapId);
    return map === undefined ? [x, y] : [millimetres(map.x(x, y)), millimetres(map.y(x, y))];
  }
}

function millimetres(value: number): number {
  // Plus 0: no minus before a zero.
  return Math.round(value * 1000) / 1000 + 0;
}
