/**
 * A server at the level of raw services with numbered samples, and configurable wrong answers to Publish, Republish and
 * HistoryRead. It counts the requests; its samples are the oracle.
 */
import {
  DataChangeNotification,
  DataValue,
  HistoryData,
  type HistoryReadRequest,
  HistoryReadResponse,
  HistoryReadResult,
  MonitoredItemNotification,
  NodeId,
  NotificationMessage,
  type PublishRequest,
  PublishResponse,
  type ReadRawModifiedDetails,
  type RepublishRequest,
  RepublishResponse,
  StatusCodes,
  type TimestampsToReturn,
} from "node-opcua";
import type { RawSession } from "../../../edge/sources/opcua/link/client.ts";

/** 2026-03-04 05:06:07 UTC, ms. */
export const T0 = 1_772_600_767_000;
/** Interval of messages, ms; each has one sample. */
export const EVERY_MS = 100;
export const SUBSCRIPTION = 7;

type Answer<T> = (error: Error | null, response?: T) => void;

export interface Message {
  readonly sequence: number;
  /** The numbers of its samples; none: a keep-alive. */
  readonly samples: readonly number[];
  /** Publish time; null: 1601. */
  readonly at?: number | null;
  readonly subscriptionId?: number;
  readonly hasMore?: boolean;
  readonly available?: readonly number[];
  readonly clientHandle?: number;
}

/** Source time of a sample. */
export function timeOf(sample: number): number {
  return T0 + sample * EVERY_MS;
}

export class LyingServer {
  readonly waiting: Answer<PublishResponse>[] = [];
  readonly asked: number[] = [];
  readonly historyAsked: {
    readonly from: number;
    readonly to: number;
    readonly continues: boolean;
    readonly timestamps: TimestampsToReturn;
  }[] = [];
  published = 0;
  /** Answers each publish request at once, while it returns something. */
  onPublish: (() => Message | undefined) | undefined;
  /** Answer to Republish: a message, a refusal, or never. */
  onRepublish: (sequence: number) => Message | string | undefined = () => "BadMessageNotAvailable (0x807b0000)";
  /** Answer to HistoryRead for one node. */
  onHistory: (ask: HistoryAsk) => HistoryAnswer = () => ({ status: StatusCodes.BadHistoryOperationUnsupported });
  readonly session = {
    publish: (_request: PublishRequest, answer: Answer<PublishResponse>) => {
      this.published++;
      const message = this.onPublish?.();
      if (message === undefined) this.waiting.push(answer);
      else setImmediate(() => answer(null, responseOf(message)));
    },
    republish: (request: RepublishRequest, answer: Answer<RepublishResponse>) => {
      const sequence = request.retransmitSequenceNumber;
      this.asked.push(sequence);
      const sent = this.onRepublish(sequence);
      if (sent === undefined) return;
      setImmediate(() => {
        if (typeof sent === "string") answer(new Error(sent));
        else answer(null, new RepublishResponse({ notificationMessage: notificationOf(sent) }));
      });
    },
    historyRead: async (request: HistoryReadRequest) => {
      const details = request.historyReadDetails as ReadRawModifiedDetails;
      const [from, to] = [details.startTime?.getTime() ?? 0, details.endTime?.getTime() ?? 0];
      const { timestampsToReturn: timestamps, releaseContinuationPoints: releases } = request;
      const results = (request.nodesToRead ?? []).map(({ continuationPoint }) => {
        const point =
          continuationPoint !== null && continuationPoint !== undefined && continuationPoint.length > 0
            ? Number(String(continuationPoint))
            : undefined;
        if (releases) return new HistoryReadResult({ statusCode: StatusCodes.Good });
        this.historyAsked.push({ from, to, continues: point !== undefined, timestamps });
        return resultOf(this.onHistory({ from, to, most: details.numValuesPerNode, point, timestamps }));
      });
      return new HistoryReadResponse({ results });
    },
  } as unknown as RawSession;

  /** Answers the oldest publish request. */
  send(message: Message): void {
    this.waiting.shift()?.(null, responseOf(message));
  }

  fail(text: string): void {
    for (const answer of this.waiting.splice(0)) answer(new Error(text));
  }
}

export interface HistoryAsk {
  readonly from: number;
  readonly to: number;
  readonly most: number;
  readonly point: number | undefined;
  readonly timestamps: TimestampsToReturn;
}

export interface HistoryAnswer {
  readonly status?: (typeof StatusCodes)["Good"];
  readonly samples?: readonly number[];
  /** Sets `moreNotifications`. */
  readonly point?: number;
  /** The samples have no source time. */
  readonly isServerOnly?: boolean;
}

function resultOf({
  status = StatusCodes.Good,
  samples,
  point,
  isServerOnly = false,
}: HistoryAnswer): HistoryReadResult {
  const times = (sample: number) =>
    isServerOnly ? { serverTimestamp: new Date(timeOf(sample)) } : { sourceTimestamp: new Date(timeOf(sample)) };
  const dataValues = samples?.map(
    (sample) => new DataValue({ value: { dataType: "Double", value: sample }, ...times(sample) }),
  );
  return new HistoryReadResult({
    statusCode: status,
    ...(dataValues === undefined ? {} : { historyData: new HistoryData({ dataValues }) }),
    ...(point === undefined ? {} : { continuationPoint: Buffer.from(String(point)) }),
  });
}

function responseOf(message: Message): PublishResponse {
  const { subscriptionId = SUBSCRIPTION, hasMore = false, available = [] } = message;
  return new PublishResponse({
    responseHeader: { timestamp: new Date(timeOf(message.samples.at(-1) ?? message.sequence) + 10) },
    subscriptionId,
    moreNotifications: hasMore,
    availableSequenceNumbers: [...available],
    notificationMessage: notificationOf(message),
  });
}

function notificationOf({ sequence, samples, at, clientHandle = 1 }: Message): NotificationMessage {
  const monitoredItems = samples.map(
    (sample) =>
      new MonitoredItemNotification({
        clientHandle,
        value: new DataValue({
          value: { dataType: "Double", value: sample },
          sourceTimestamp: new Date(timeOf(sample)),
        }),
      }),
  );
  const publishTime = at === null ? null : new Date(at ?? timeOf(samples.at(-1) ?? sequence) + 10);
  const notificationData = samples.length === 0 ? [] : [new DataChangeNotification({ monitoredItems })];
  return new NotificationMessage({ sequenceNumber: sequence, publishTime, notificationData });
}

/** The node of the only item. */
export const NODE = new NodeId(NodeId.NodeIdType.NUMERIC, 5001, 1);
