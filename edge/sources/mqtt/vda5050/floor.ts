import type { LayoutNode } from "./layout.ts";
import type { MapTransform } from "./map-transform.ts";
import type { NodePosition } from "./messages.ts";

/** Positions kept from messages. */
const MAX_SEEN_NODES = 20_000;

/**
 * Places on the plant's floor of things on the vehicles' maps. Nodes of a layout file stay; others are learnt from
 * the messages of any vehicle of the fleet.
 */
export class Floor {
  readonly #maps: ReadonlyMap<string, MapTransform>;
  readonly #layout: ReadonlyMap<string, NodePosition>;
  readonly #seen = new Map<string, NodePosition>();

  constructor(maps: ReadonlyMap<string, MapTransform>, layout: readonly LayoutNode[]) {
    this.#maps = maps;
    this.#layout = new Map(layout.map((node) => [node.nodeId, node]));
  }

  /** The transform of a map; undefined where it has the plant's own coordinates. */
  transformOf(mapId: string): MapTransform | undefined {
    return this.#maps.get(mapId);
  }

  /** Keeps a node's position from a message. */
  learn(nodeId: string, position: NodePosition | undefined): void {
    if (position === undefined || this.#layout.has(nodeId)) return;
    if (this.#seen.size < MAX_SEEN_NODES || this.#seen.has(nodeId)) this.#seen.set(nodeId, position);
  }

  /** Position of the node on the floor, to the millimetre; undefined where it is unknown. */
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
  // Adding 0 turns -0 into 0.
  return Math.round(value * 1000) / 1000 + 0;
}
