/**
 * HistoryRead of raw values (OPC 10000-11, 6.5.3), with the timestamps that the server supports. Runs in the worker.
 */

import {
  DataType,
  type DataValue,
  HistoryData,
  HistoryReadRequest,
  type HistoryReadResult,
  type NodeId,
  ReadRawModifiedDetails,
  TimestampsToReturn,
} from "node-opcua-client";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { decodeStructures } from "../decode/structure-types.ts";
import type { RawSession } from "../link/client.ts";
import { inChunks } from "../link/server-limits.ts";
import type { HistoryTimestamps } from "./history-timestamps.ts";

const NEXT: Readonly<Record<HistoryTimestamps, HistoryTimestamps | undefined>> = {
  both: "source",
  source: "server",
  server: undefined,
};
const ASKED: Readonly<Record<HistoryTimestamps, TimestampsToReturn>> = {
  both: TimestampsToReturn.Both,
  source: TimestampsToReturn.Source,
  server: TimestampsToReturn.Server,
};
/** BadTimestampNotSupported of a node, BadTimestampsToReturnInvalid of the call. */
const NO_TIMESTAMPS = /Timestamp/;
/** Statuses for a range without values, which are answers, not refusals. */
const NOTHING = /NoData|BoundNotFound/;

export interface HistoryRange {
  /** Later than `to`: the newest comes first. */
  readonly from: Micros;
  readonly to: Micros;
  /** Values of one node in one answer. */
  readonly most: number;
}

/** The answer for one node. `refused`: the name of its status. */
export interface HistoryPage {
  readonly values: readonly DataValue[];
  readonly continuationPoint?: Buffer;
  readonly refused?: string;
}

export interface HistoryNode {
  readonly nodeId: NodeId;
  readonly continuationPoint?: Buffer | undefined;
}

/** Reads the history of one server. */
export class HistoryReader {
  readonly #session: RawSession;
  readonly #limit: number;
  #timestamps: HistoryTimestamps;

  /** `limit`: nodes per call. `timestamps`: as an earlier connection found out. */
  constructor(session: RawSession, limit: number, timestamps: HistoryTimestamps = "both") {
    this.#session = session;
    this.#limit = limit;
    this.#timestamps = timestamps;
  }

  get timestamps(): HistoryTimestamps {
    return this.#timestamps;
  }

  /** Reads one page of each node. Rejects when the server refuses the service as a whole or the link is gone. */
  async read(nodes: readonly HistoryNode[], range: HistoryRange): Promise<readonly HistoryPage[]> {
    for (;;) {
      const answers = await this.#ask(nodes, range).catch((error: Error) => {
        if (!NO_TIMESTAMPS.test(error.message)) throw error;
        return error.message;
      });
      const isRefused =
        typeof answers === "string" ||
        (answers.length > 0 && answers.every(({ statusCode }) => NO_TIMESTAMPS.test(statusCode.name)));
      const other = isRefused ? NEXT[this.#timestamps] : undefined;
      if (other !== undefined) this.#timestamps = other;
      else if (typeof answers === "string") return nodes.map(() => ({ values: [], refused: answers }));
      else return await Promise.all(answers.map((answer) => this.#pageOf(answer)));
    }
  }

  /** Releases the continuation points of these nodes. Never rejects. */
  async release(nodes: readonly HistoryNode[]): Promise<void> {
    const open = nodes.filter(({ continuationPoint }) => continuationPoint !== undefined);
    if (open.length === 0) return;
    await this.#ask(open, { from: 0, to: 0, most: 1 }, true).catch(() => undefined);
  }

  #ask(
    nodes: readonly HistoryNode[],
    { from, to, most }: HistoryRange,
    releases = false,
  ): Promise<readonly HistoryReadResult[]> {
    const [start, end] =
      from <= to ? [Math.floor(from / 1000), Math.ceil(to / 1000)] : [Math.ceil(from / 1000), Math.floor(to / 1000)];
    const details = {
      isReadModified: false,
      startTime: new Date(start),
      endTime: new Date(end),
      numValuesPerNode: most,
      returnBounds: false,
    };
    return inChunks(nodes, this.#limit, async (chunk) => {
      const response = await this.#session.historyRead(
        new HistoryReadRequest({
          historyReadDetails: new ReadRawModifiedDetails(details),
          timestampsToReturn: ASKED[this.#timestamps],
          releaseContinuationPoints: releases,
          nodesToRead: chunk.map(({ nodeId, continuationPoint }) => ({
            nodeId,
            ...(continuationPoint === undefined ? {} : { continuationPoint }),
          })),
        }),
      );
      return response.results ?? [];
    });
  }

  /** Values with their structures decoded. */
  async #pageOf({ statusCode, historyData, continuationPoint }: HistoryReadResult): Promise<HistoryPage> {
    const { name } = statusCode;
    if (NOTHING.test(name) && !(historyData instanceof HistoryData)) return { values: [] };
    if (statusCode.isBad() && !NOTHING.test(name)) return { values: [], refused: name };
    if (!(historyData instanceof HistoryData)) return { values: [], refused: `${name} without data` };
    const values = (historyData.dataValues ?? []).filter((value): value is DataValue => value !== null);
    const structures = values.filter((value) => value.value?.dataType === DataType.ExtensionObject);
    if (structures.length > 0) await decodeStructures(this.#session, structures);
    const hasMore = continuationPoint !== null && continuationPoint !== undefined && continuationPoint.length > 0;
    return { values, ...(hasMore ? { continuationPoint } : {}) };
  }
}
