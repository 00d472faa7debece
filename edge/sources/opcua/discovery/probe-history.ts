/** Checks whether a server keeps history of tags, so that the edge can fill gaps. Runs in the discovery worker. */
import type { NodeId } from "node-opcua-client";
import type { ProbedHistory } from "../../../contracts/path/probe.ts";
import type { RawSession } from "../link/client.ts";
import { HistoryReader } from "../subscribe/history-read.ts";

/** Tags whose history is looked for. */
const MOST_ASKED = 50;
const LOOKS_BACK_US = 86_400e6;

/**
 * Reads one value of the last day for each of the first tags. `now`: by the server's clock, µs. Undefined where there
 * are no tags.
 */
export async function probeHistory(
  session: RawSession,
  nodeIds: readonly NodeId[],
  { now, limit }: { now: number; limit: number },
): Promise<ProbedHistory | undefined> {
  const nodes = nodeIds.slice(0, MOST_ASKED).map((nodeId) => ({ nodeId }));
  if (nodes.length === 0) return undefined;
  const reader = new HistoryReader(session, limit);
  try {
    const pages = await reader.read(nodes, { from: now - LOOKS_BACK_US, to: now, most: 1 });
    await reader.release(nodes.map((node, i) => ({ ...node, continuationPoint: pages[i]?.continuationPoint })));
    const reason = pages.find(({ refused }) => refused !== undefined)?.refused;
    const kept = pages.filter(({ refused }) => refused === undefined).length;
    return { asked: nodes.length, kept, timestamps: reader.timestamps, ...(reason === undefined ? {} : { reason }) };
  } catch (error) {
    return { asked: nodes.length, kept: 0, timestamps: reader.timestamps, reason: (error as Error).message };
  }
}
