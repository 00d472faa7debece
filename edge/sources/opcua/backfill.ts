/** Fills a span of which samples are missing from the server's own history. Runs in the worker. */
import { DataType, type DataValue, HistoryData, HistoryReadRequest, type HistoryReadResult, ReadRawModifiedDetails, StatusCodes, TimestampsToReturn } from "node-opcua-client";
import type { Micros } from "../../contracts/sample-batch.ts";
import type { RawSession } from "./client.ts";
import type { Span } from "./messages.ts";
import type { ResolvedItem } from "./resolve-paths.ts";
import { inChunks } from "./server-limits.ts";
import { decodeStructures } from "./structure-types.ts";

/** Values of one response: a page stays far below the usual 16 MB message. */
const VALUES_PER_RESPONSE = 10_000;
const NODES_PER_CALL = 100;
/** Values of one span at most: a server that never ends its continuation points is left after so many. */
const MOST_VALUES = 5_000_000;

export interface BackfillOptions {
  /** Nodes per HistoryRead; from the server's OperationLimits. */
  readonly limit: number;
  /** One page of one item, in the server's order. */
  onValues(item: ResolvedItem, values: readonly DataValue[]): void;
  /** True once nobody wants it any more. */
  isOver(): boolean;
}

export interface Backfilled {
  readonly values: number;
  /** Items of which the server gave no history for the whole span, with its reason. */
  readonly left: readonly { readonly item: ResolvedItem; readonly reason: string }[];
}

interface Reading {
  readonly item: ResolvedItem;
  readonly continuationPoint: Buffer | null;
}

/**
 * HistoryRead of raw values (OPC 10000-11, 6.5.3) over [from, to], page by page.
 * A node that the server keeps no history for is left, and no other suffers.
 * Rejects when the server refuses the service as a whole or the link is gone.
 */
export async function backfill(session: RawSession, items: readonly ResolvedItem[], span: Pick<Span, "from" | "to">, options: BackfillOptions): Promise<Backfilled> {
  const perCall = Math.min(NODES_PER_CALL, options.limit);
  const result = { values: 0, left: [] as { item: ResolvedItem; reason: string }[] };
  for (let at = 0; at < items.length; at += perCall) {
    let open: readonly Reading[] = items.slice(at, at + perCall).map((item) => ({ item, continuationPoint: null }));
    while (open.length > 0 && !options.isOver()) {
      const answers = await inChunks(open, perCall, (chunk) => readPage(session, chunk, span));
      open = await takePages(session, { open, answers, result, options });
    }
    // A server without the service says the same of every node: it is asked once.
    if (at === 0 && result.left.length === perCall) return { values: 0, left: items.map((item) => ({ item, reason: result.left[0]?.reason ?? "" })) };
  }
  return result;
}

interface Pages {
  readonly open: readonly Reading[];
  readonly answers: readonly HistoryReadResult[];
  readonly result: { values: number; readonly left: { item: ResolvedItem; reason: string }[] };
  readonly options: BackfillOptions;
}

/** Hands the pages on; what comes back are the nodes that have more. */
async function takePages(session: RawSession, { open, answers, result, options }: Pages): Promise<Reading[]> {
  const more: Reading[] = [];
  for (const [i, answer] of answers.entries()) {
    const { item } = open[i] as Reading;
    const page = await pageOf(session, answer);
    if (page === undefined) {
      result.left.push({ item, reason: answer.statusCode.name });
      continue;
    }
    result.values += page.length;
    if (page.length > 0) options.onValues(item, page);
    const { continuationPoint } = answer;
    if (!continuationPoint || continuationPoint.length === 0) continue;
    if (result.values < MOST_VALUES) more.push({ item, continuationPoint });
    else result.left.push({ item, reason: `more than ${MOST_VALUES} values` });
  }
  return more;
}

async function readPage(session: RawSession, readings: readonly Reading[], { from, to }: { from: Micros; to: Micros }): Promise<readonly HistoryReadResult[]> {
  const response = await session.historyRead(
    new HistoryReadRequest({
      historyReadDetails: new ReadRawModifiedDetails({
        isReadModified: false,
        startTime: new Date(Math.floor(from / 1000)),
        endTime: new Date(Math.ceil(to / 1000)),
        numValuesPerNode: Math.max(1, Math.floor(VALUES_PER_RESPONSE / readings.length)),
        returnBounds: false,
      }),
      timestampsToReturn: TimestampsToReturn.Both,
      releaseContinuationPoints: false,
      nodesToRead: readings.map(({ item, continuationPoint }) => ({ nodeId: item.nodeId, ...(continuationPoint === null ? {} : { continuationPoint }) })),
    }),
  );
  return response.results ?? [];
}

/** The values of one node's page, structures decoded; undefined where the server has no history of it. */
async function pageOf(session: RawSession, result: HistoryReadResult): Promise<readonly DataValue[] | undefined> {
  if (result.statusCode.equals(StatusCodes.GoodNoData)) return [];
  if (result.statusCode.isNotGood() || !(result.historyData instanceof HistoryData)) return undefined;
  const values = (result.historyData.dataValues ?? []).filter((value): value is DataValue => value !== null);
  const structures = values.filter((value) => value.value?.dataType === DataType.ExtensionObject);
  if (structures.length > 0) await decodeStructures(session, structures);
  return values;
}
