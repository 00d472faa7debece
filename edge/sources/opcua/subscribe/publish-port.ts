/** The path of publish requests to a server and of its answers back. Runs in the worker. */
import { PublishRequest, type PublishResponse } from "node-opcua-client";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { RawSession } from "../link/client.ts";

/** A message that the server may forget. */
export interface Acknowledgement {
  readonly subscriptionId: number;
  readonly sequenceNumber: number;
}

/** A Good PublishResponse. */
export interface PublishAnswer {
  readonly subscriptionId: number;
  /** Sequence numbers that the server can send again; empty where it does not say. */
  readonly available: ArrayLike<number>;
  readonly hasMore: boolean;
  /** Number of the notification message; in a keep-alive, of the next one. */
  readonly sequence: number;
  /** PublishTime, or the time of the server's answer; undefined where it gives neither. */
  readonly publishedAt: Micros | undefined;
  /** PublishTime as sent; undefined where the server sends none. A repeated message has the same time. */
  readonly publishTime: Micros | undefined;
  readonly notifications: readonly unknown[];
}

export interface PublishPort {
  /** Sends one request. Calls `take` once: with the answer, or with the error of the library or the server. */
  publish(
    acknowledgements: readonly Acknowledgement[],
    take: (error: Error | null, answer?: PublishAnswer) => void,
  ): void;
}

/** How long a request may wait at the server. Keep-alives answer far earlier, and the watchdog detects silence. */
export const REQUEST_TIMEOUT_MS = 120_000;

/** Publishes through node-opcua's session. */
export class SessionPort implements PublishPort {
  readonly #session: RawSession;

  constructor(session: RawSession) {
    this.#session = session;
  }

  publish(
    acknowledgements: readonly Acknowledgement[],
    take: (error: Error | null, answer?: PublishAnswer) => void,
  ): void {
    const request = new PublishRequest({
      requestHeader: { timeoutHint: REQUEST_TIMEOUT_MS },
      subscriptionAcknowledgements: [...acknowledgements],
    });
    this.#session.publish(request, (error: Error | null, response?: PublishResponse) => {
      if (error !== null || response === undefined) take(error ?? new Error("no answer"));
      else take(null, answerOf(response));
    });
  }
}

export function answerOf({
  subscriptionId,
  availableSequenceNumbers,
  moreNotifications,
  notificationMessage,
  responseHeader,
}: PublishResponse): PublishAnswer {
  const { sequenceNumber, publishTime, notificationData } = notificationMessage;
  return {
    subscriptionId,
    available: availableSequenceNumbers ?? [],
    hasMore: moreNotifications,
    sequence: sequenceNumber,
    publishedAt: timeOf(publishTime) ?? timeOf(responseHeader.timestamp),
    publishTime: timeOf(publishTime),
    notifications: (notificationData ?? []).filter((one) => one !== null),
  };
}

/** Servers that leave a time out send 1 January 1601. */
export function timeOf(time: Date | null): Micros | undefined {
  return time === null || time.getTime() <= 0 ? undefined : time.getTime() * 1000;
}
