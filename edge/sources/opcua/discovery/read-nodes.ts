/** Reads attributes of many nodes in calls within the server's limits. */
import { type AttributeIds, type ClientSession, DataType, type DataValue, type NodeId } from "node-opcua-client";
import { inChunks } from "../link/server-limits.ts";

export interface AskedAttribute {
  readonly nodeId: NodeId;
  readonly attributeId: AttributeIds;
}

export async function read(
  session: ClientSession,
  nodes: readonly AskedAttribute[],
  perRead: number,
): Promise<DataValue[]> {
  return nodes.length === 0 ? [] : inChunks(nodes, perRead, (chunk) => session.read(chunk));
}

/** The value of an answer; undefined where it is Bad or empty. */
export function goodValue(answer: DataValue | undefined): unknown {
  if (answer === undefined || answer.statusCode.isBad() || answer.value === null || answer.value === undefined)
    return undefined;
  return answer.value.dataType === DataType.Null ? undefined : answer.value.value;
}
