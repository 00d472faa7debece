import type { EdgeNode } from "./edge-node.ts";

/**
 * Parsed topics that are cached; above this number the cache is cleared, so that ever new device ids cost a bounded
 * amount.
 */
const MAX_REMEMBERED = 4_096;

/** The parts of a topic. */
export interface Route {
  readonly node: EdgeNode;
  /** Message type: NBIRTH, DDATA, … */
  readonly type: string;
  /** Empty for the node itself. */
  readonly deviceName: string;
}

/** Parses topics `spBv1.0/<group>/<type>/<node>[/<device>]`, each once. */
export class NodeTopics {
  readonly #nodes: ReadonlyMap<string, EdgeNode>;
  readonly #routes = new Map<string, Route>();

  /** `nodes` by `group/node`. */
  constructor(nodes: ReadonlyMap<string, EdgeNode>) {
    this.#nodes = nodes;
  }

  /** Undefined for a node that no tag names. */
  routeOf(topic: string): Route | undefined {
    const known = this.#routes.get(topic);
    if (known !== undefined) return known;
    const [, group, type = "", nodeName, deviceName = ""] = topic.split("/");
    const node = this.#nodes.get(`${group}/${nodeName}`);
    if (node === undefined) return undefined;
    const route = { node, type, deviceName };
    if (this.#routes.size >= MAX_REMEMBERED) this.#routes.clear();
    this.#routes.set(topic, route);
    return route;
  }
}
