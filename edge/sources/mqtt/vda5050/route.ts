import type { Floor } from "./floor.ts";
import type { StateMessage } from "./messages.ts";

/** Longest route text. Nodes that do not fit are left out from the far end. */
const MAX_ROUTE_LENGTH = 4096;
/** Maximum nodes that are read; a text with more would be cut anyway. */
const MAX_NODES = 100;

/**
 * The remaining route of the vehicle, as compact JSON:
 * `{"order","last","nodes":[{"id","x","y","released"}],"edges":[{"id","released"}]}`. Released elements are the base,
 * the others the horizon. Positions are on the plant's floor, null where unknown.
 */
export function routeText(state: StateMessage, floor: Floor): string {
  const nodes = state.nodeStates.slice(0, MAX_NODES).map(({ nodeId, released }) => {
    const position = floor.node(nodeId);
    return { id: nodeId, x: position?.[0] ?? null, y: position?.[1] ?? null, released };
  });
  const edges = state.edgeStates.slice(0, MAX_NODES).map(({ edgeId, released }) => ({ id: edgeId, released }));
  for (;;) {
    const text = JSON.stringify({ order: state.orderId, last: state.lastNodeId, nodes, edges });
    if (text.length <= MAX_ROUTE_LENGTH || nodes.length === 0) return text.slice(0, MAX_ROUTE_LENGTH);
    nodes.length = Math.floor(nodes.length * 0.8);
    edges.length = Math.min(edges.length, nodes.length);
  }
}

/** Follows how much of its order a vehicle has done. Each state lists the rest, base and horizon. */
export class OrderProgress {
  #orderId = "";
  /** Sequence number of the order's last node. */
  #lastSequenceId = 0;

  /**
   * Share of the order's nodes and edges that lie behind the vehicle, 0 to 1; 0 without an order. An order that was
   * cancelled stays where it was.
   */
  share({ orderId, lastNodeId, lastNodeSequenceId, nodeStates }: StateMessage): number {
    if (orderId !== this.#orderId) this.#lastSequenceId = 0;
    this.#orderId = orderId;
    if (orderId === "") return 0;
    // An update may have taken back a horizon, so the present end counts.
    if (nodeStates.length > 0)
      this.#lastSequenceId = nodeStates.reduce((last, { sequenceId }) => Math.max(last, sequenceId), 0);
    else if (this.#lastSequenceId === 0) return 1;
    // Without a last node its sequence number means nothing (3.0, 6.10).
    if (lastNodeId === "" || this.#lastSequenceId === 0) return 0;
    return Math.min(1, Math.max(0, lastNodeSequenceId / this.#lastSequenceId));
  }
}
