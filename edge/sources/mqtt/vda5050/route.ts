import type { NodePosition, StateMessage } from "./messages.ts";

/** Longest route text. Nodes that do not fit are left out from the far end. */
const MAX_ROUTE_LENGTH = 4096;
/** Nodes looked at; a text of that many would be cut anyway. */
const MAX_NODES = 100;

/** What the vehicle still has before it, as compact JSON: `{"order","last","nodes":[{"id","x","y","released"}]}`. Positions come from the state, else from the order. */
export function routeText(state: StateMessage, positions: ReadonlyMap<string, NodePosition>): string {
  const nodes = state.nodeStates.slice(0, MAX_NODES).map(({ nodeId, released, nodePosition }) => {
    const position = nodePosition ?? positions.get(nodeId);
    return { id: nodeId, x: position?.x ?? null, y: position?.y ?? null, released };
  });
  for (;;) {
    const text = JSON.stringify({ order: state.orderId, last: state.lastNodeId, nodes });
    if (text.length <= MAX_ROUTE_LENGTH || nodes.length === 0) return text.slice(0, MAX_ROUTE_LENGTH);
    nodes.length = Math.floor(nodes.length * 0.8);
  }
}
