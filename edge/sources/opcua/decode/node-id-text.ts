import type { NodeId } from "node-opcua-client";

/** NodeIds by URI, because indices differ between servers (OPC 10000-6, 5.3.1.11). */
export function nodeIdText(nodeId: NodeId, namespaces: readonly string[]): string {
  const text = nodeId.toString();
  if (nodeId.namespace === 0) return text.replace(/^ns=0;/, "");
  return `nsu=${namespaces[nodeId.namespace] ?? nodeId.namespace};${text.replace(/^ns=\d+;/, "")}`;
}
