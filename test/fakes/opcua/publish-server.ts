/** A server that answers publish requests when a test says so, with a publish loop that asks it. */
import {
  DataChangeNotification,
  DataValue,
  MonitoredItemNotification,
  NotificationMessage,
  type PublishRequest,
  PublishResponse,
  type RepublishRequest,
  RepublishResponse,
} from "node-opcua";
import type { RawSession } from "../../../edge/sources/opcua/link/client.ts";
import { PublishLoop } from "../../../edge/sources/opcua/subscribe/publish-loop.ts";
import { SessionPort } from "../../../edge/sources/opcua/subscribe/publish-port.ts";
import { subscriptionAt } from "../../../edge/sources/opcua/subscribe/subscription.ts";

type Answer = (error: Error | null, response?: PublishResponse) => void;

/** A server with one subscription: the test answers the pending publish requests. */
class FakeServer {
  readonly waiting: { request: PublishRequest; answer: Answer }[] = [];
  readonly held = new Map<number, number>();
  readonly acknowledged: number[] = [];
  readonly asked: number[] = [];
  /** Sequence numbers that can be sent again; empty for a server that does not list them. */
  available: number[] = [];
  isBroken = false;
  readonly session = {
    publish: (request: PublishRequest, answer: Answer) => {
      this.waiting.push({ request, answer });
      for (const { sequenceNumber } of request.subscriptionAcknowledgements ?? [])
        this.acknowledged.push(sequenceNumber);
    },
    republish: (request: RepublishRequest, answer: (error: Error | null, response?: RepublishResponse) => void) => {
      const value = this.held.get(request.retransmitSequenceNumber);
      queueMicrotask(() => {
        this.asked.push(request.retransmitSequenceNumber);
        if (this.isBroken) answer(new Error("Connection Break"));
        else if (value === undefined) answer(new Error("BadMessageNotAvailable (0x807b0000)"));
        else
          answer(
            null,
            new RepublishResponse({ notificationMessage: message(request.retransmitSequenceNumber, value) }),
          );
      });
    },
  } as unknown as RawSession;

  data(sequence: number, value: number, items = 1): void {
    this.waiting.shift()?.answer(
      null,
      new PublishResponse({
        subscriptionId: 7,
        availableSequenceNumbers: this.available,
        notificationMessage: message(sequence, value, items),
      }),
    );
  }

  keepAlive(next: number): void {
    this.waiting.shift()?.answer(
      null,
      new PublishResponse({
        subscriptionId: 7,
        notificationMessage: new NotificationMessage({ sequenceNumber: next, notificationData: [] }),
      }),
    );
  }

  fail(text: string): void {
    this.waiting.shift()?.answer(new Error(text));
  }
}

function message(sequenceNumber: number, value: number, items = 1): NotificationMessage {
  const item = new MonitoredItemNotification({
    clientHandle: 1,
    value: new DataValue({ value: { dataType: "Double", value } }),
  });
  const monitoredItems = Array.from({ length: items }, () => item);
  return new NotificationMessage({
    sequenceNumber,
    notificationData: [new DataChangeNotification({ monitoredItems })],
  });
}

export function run(lastSequence = 0) {
  const server = new FakeServer();
  const seen = { values: [] as number[], marks: [] as number[], responses: 0, missed: 0, gone: [] as string[] };
  const loop = new PublishLoop(server.session, new SessionPort(server.session), {
    onValues: (notification) => {
      const { monitoredItems } = notification as DataChangeNotification;
      seen.values.push(...(monitoredItems ?? []).map(({ value }) => value.value.value as number));
    },
    onEvents: () => undefined,
    onResponse: (mark) => {
      seen.responses++;
      if (mark !== undefined && mark.sequence !== seen.marks.at(-1)) seen.marks.push(mark.sequence);
    },
    onMissed: ({ messages }) => {
      seen.missed += messages ?? 0;
    },
    onGone: (reason) => void seen.gone.push(reason),
  });
  const subscription = subscriptionAt({
    id: 7,
    everyMs: 100,
    publishingMs: 100,
    keepAliveMs: 1000,
    sequence: lastSequence,
    publishedAt: 0,
  });
  loop.add([subscription]);
  return { server, loop, seen, subscription };
}
