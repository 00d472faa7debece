/** Keeps service calls within the server's operation limits. Runs in the worker. */
import type { ClientSession } from "node-opcua-client";
import { AttributeIds, VariableIds } from "node-opcua-client";

/** Operations per service call; 0 in the server's answer means no limit. */
export interface OperationLimits {
  readonly translate: number;
  readonly read: number;
  readonly monitor: number;
  readonly history: number;
}

/** Our own limit where the server names none: a response stays below the usual 16 MB message. */
const MOST_PER_CALL = 1000;

/** Statuses that refuse a call as too large. */
const TOO_MUCH =
  /BadTooMany(Operations|MonitoredItems)|BadEncodingLimitsExceeded|Bad(Request|Response|TcpMessage)TooLarge/;

export async function readLimits(session: ClientSession): Promise<OperationLimits> {
  const ids = [
    VariableIds.Server_ServerCapabilities_OperationLimits_MaxNodesPerTranslateBrowsePathsToNodeIds,
    VariableIds.Server_ServerCapabilities_OperationLimits_MaxNodesPerRead,
    VariableIds.Server_ServerCapabilities_OperationLimits_MaxMonitoredItemsPerCall,
    VariableIds.Server_ServerCapabilities_OperationLimits_MaxNodesPerHistoryReadData,
  ];
  const answers = await inChunks(ids, MOST_PER_CALL, (chunk) =>
    session.read(chunk.map((id) => ({ nodeId: `i=${id}`, attributeId: AttributeIds.Value }))),
  );
  const [translate, read, monitor, history] = answers.map((answer) => {
    const limit: unknown = answer.statusCode.isGood() ? answer.value.value : 0;
    return typeof limit === "number" && limit > 0 ? Math.min(limit, MOST_PER_CALL) : MOST_PER_CALL;
  });
  return {
    translate: translate ?? MOST_PER_CALL,
    read: read ?? MOST_PER_CALL,
    monitor: monitor ?? MOST_PER_CALL,
    history: history ?? MOST_PER_CALL,
  };
}

/**
 * Answers in the order of the operations. A call that the server refuses as too large is halved, because some servers
 * accept less than they declare.
 */
export async function inChunks<T, R>(
  operations: readonly T[],
  limit: number,
  call: (chunk: T[]) => Promise<readonly R[]>,
): Promise<R[]> {
  const answers: R[] = [];
  for (let at = 0; at < operations.length; at += limit) {
    const chunk = operations.slice(at, at + limit);
    try {
      const part = await call(chunk);
      if (part.length !== chunk.length)
        throw new Error(`the server answered ${part.length} of ${chunk.length} operations`);
      answers.push(...part);
    } catch (error) {
      if (chunk.length === 1 || !TOO_MUCH.test((error as Error).message)) throw error;
      answers.push(...(await inChunks(chunk, Math.ceil(chunk.length / 2), call)));
    }
  }
  return answers;
}
