import type { EdgeNode } from "./edge-node.ts";

/**
 * Topics whose meaning is remembered; above it all are taken apart anew, so that ever new device ids cost nothing for
 * long.
 */
const MAX_REMEMBERED = 4_096;

/** What a topic says. */
export interface Route {
  readonly node: EdgeNode;
  /** Message type: NBIRTH, DDATA, … */
  readonly type: string;
  /** Empty for the node itself. */
  readonly deviceName: string;
}

/** Takes topics `spBv1.0/<group>/<type>/<node>[/<device>]` apart, each once. */
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
