import {
  DataChangeNotification,
  DataValue,
  MonitoredItemNotification,
  NotificationMessage,
  type PublishRequest,
  PublishResponse,
  type RepublishRequest,
  RepublishResponse,
  StatusChangeNotification,
  StatusCodes,
} from "node-opcua";
import { expect, it, vi } from "vitest";
import type { RawSession } from "../../../../../edge/sources/opcua/link/client.ts";
import { PublishLoop } from "../../../../../edge/sources/opcua/subscribe/publish-loop.ts";
import { SessionPort } from "../../../../../edge/sources/opcua/subscribe/publish-port.ts";
import { subscriptionAt } from "../../../../../edge/sources/opcua/subscribe/subscription.ts";

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

function run(lastSequence = 0) {
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

it("one request per subscription and two more are pending; a message is acknowledged once on disk", () => {
  const { server, loop, seen } = run();
  expect(server.waiting).toHaveLength(3);
  server.data(1, 10);
  server.data(2, 20);
  server.keepAlive(3);
  expect(server.waiting).toHaveLength(3);
  expect(seen).toMatchObject({ values: [10, 20], responses: 3, missed: 0 });
  expect(server.acknowledged).toEqual([]);
  loop.acknowledge([{ id: 7, sequence: 1, publishedAt: 0 }]);
  server.data(3, 30);
  expect(server.acknowledged).toEqual([1]);
  loop.acknowledge([{ id: 7, sequence: 3, publishedAt: 0 }]);
  server.available = [3, 4];
  server.data(4, 40);
  expect(server.acknowledged).toEqual([1, 2, 3]);
  loop.acknowledge([{ id: 7, sequence: 4, publishedAt: 0 }]);
  server.keepAlive(5);
  expect(server.acknowledged).toEqual([1, 2, 3, 4]);
});

it("a message that the server no longer holds is not acknowledged", () => {
  const { server, loop } = run();
  server.data(1, 10);
  server.available = [2];
  server.data(2, 20);
  loop.acknowledge([{ id: 7, sequence: 2, publishedAt: 0 }]);
  server.data(3, 30);
  expect(server.acknowledged).toEqual([2]);
});

it("while a missed message is requested, nothing after it counts as taken", async () => {
  const { server, seen } = run();
  server.held.set(2, 20);
  server.data(1, 10);
  server.data(3, 30);
  expect(seen.marks).toEqual([1]);
  await vi.waitFor(() => expect(seen.marks).toEqual([1, 3]));
  expect(seen.values).toEqual([10, 30, 20]);
});

it("a missed message is requested again when a lost link is back", async () => {
  const { server, loop, seen } = run();
  server.data(1, 10);
  server.isBroken = true;
  server.data(3, 30);
  await vi.waitFor(() => expect(server.asked).toEqual([2]));
  loop.pause();
  server.isBroken = false;
  server.held.set(2, 20);
  await loop.resume();
  expect(seen).toMatchObject({ values: [10, 30, 20], missed: 0, marks: [1, 3] });
});

it("a repeated message is left out", () => {
  const { server, seen } = run();
  server.data(1, 10);
  server.data(1, 10);
  server.data(2, 20);
  expect(seen.values).toEqual([10, 20]);
});

it("missing messages are requested again, and only those that the server no longer holds are lost", async () => {
  const { server, seen } = run();
  server.held.set(2, 20);
  server.data(1, 10);
  server.data(4, 40);
  await vi.waitFor(() => expect(seen.missed).toBe(1));
  expect(seen.values).toEqual([10, 40, 20]);
});

it("a keep-alive has the number of the next message: it reveals a loss, but is not a message", async () => {
  const { server, seen } = run();
  server.data(1, 10);
  server.keepAlive(2);
  server.data(2, 20);
  server.keepAlive(4);
  await vi.waitFor(() => expect(seen.missed).toBe(1));
  expect(seen.values).toEqual([10, 20]);
});

it("after 4294967295 comes 1", () => {
  const { server, seen } = run(0xffff_fffe);
  server.data(0xffff_ffff, 10);
  server.data(1, 20);
  server.data(2, 30);
  expect(seen).toMatchObject({ values: [10, 20, 30], missed: 0 });
});

it("while disconnected it sends nothing; the same session continues with the waiting messages", async () => {
  const { server, loop, seen } = run();
  server.data(1, 10);
  for (let i = 0; i < 3; i++) server.fail("Connection Break");
  expect(server.waiting).toHaveLength(0);
  server.held.set(2, 20).set(3, 30);
  await loop.resume();
  expect(server.waiting).toHaveLength(3);
  server.data(4, 40);
  expect(seen).toMatchObject({ values: [10, 20, 30, 40], missed: 0, gone: [] });
});

it.each(["BadNoSubscription", "BadSubscriptionIdInvalid", "BadSessionIdInvalid"])("%s ends the loop, once", (text) => {
  const { server, seen } = run();
  server.fail(text);
  server.fail(text);
  server.fail(text);
  expect(seen.gone).toHaveLength(1);
  expect(server.waiting).toHaveLength(0);
});

it("a subscription that timed out at the server ends the loop", () => {
  const { server, seen } = run();
  const notificationData = [new StatusChangeNotification({ status: StatusCodes.BadTimeout })];
  server.waiting.shift()?.answer(
    null,
    new PublishResponse({
      subscriptionId: 7,
      notificationMessage: new NotificationMessage({ sequenceNumber: 1, notificationData }),
    }),
  );
  expect(seen.gone).toEqual(["the server ended the subscription: BadTimeout"]);
});

it("a server that accepts fewer requests gets fewer", () => {
  const { server } = run();
  server.fail("BadTooManyPublishRequests");
  expect(server.waiting).toHaveLength(2);
  server.data(1, 10);
  expect(server.waiting).toHaveLength(2);
});

it("an unknown error does not cause a tight loop", () => {
  vi.useFakeTimers();
  try {
    const { server, loop } = run();
    for (let i = 0; i < 3; i++) server.fail("BadInternalError");
    expect(server.waiting).toHaveLength(0);
    vi.advanceTimersByTime(300);
    expect(server.waiting).toHaveLength(3);
    loop.stop();
  } finally {
    vi.useRealTimers();
  }
});

it("[L23] holds back while much of what the server sent is not on disk, and asks for one message now and then", () => {
  vi.useFakeTimers();
  const { loop, server } = run();
  for (let sequence = 1; server.waiting.length > 0 && sequence < 100; sequence++) server.data(sequence, 1, 60_000);
  expect(server.waiting).toHaveLength(0);
  vi.advanceTimersByTime(499);
  expect(server.waiting).toHaveLength(0);
  vi.advanceTimersByTime(1);
  expect(server.waiting).toHaveLength(1);
  loop.acknowledge([{ id: 7, sequence: 9, publishedAt: 0 }]);
  server.data(100, 1);
  expect(server.waiting.length).toBeGreaterThan(1);
  loop.stop();
  vi.useRealTimers();
});

it("[L23] each subscription of a server held back gets a request before the watchdog misses an answer", () => {
  vi.useFakeTimers();
  const { loop, server, subscription } = run();
  const others = Array.from({ length: 7 }, (_, n) => subscriptionAt({ ...subscription, id: 8 + n, sequence: 0 }));
  loop.add(others);
  for (let sequence = 1; server.waiting.length > 0 && sequence < 100; sequence++) server.data(sequence, 1, 60_000);
  vi.advanceTimersByTime(500);
  expect(server.waiting).toHaveLength(8);
  loop.stop();
  vi.useRealTimers();
});

it("[L23] a server whose numbers mean nothing is not held back: what is on disk of it is not known", () => {
  const { loop, server } = run();
  server.data(0, 1);
  for (let n = 0; n < 12; n++) server.data(1, n, 60_000);
  expect(server.waiting.length).toBeGreaterThan(1);
  loop.stop();
});

it("[L23] a server is not held back while messages that went missing are requested again", () => {
  const { loop, server } = run();
  server.data(1, 1);
  for (let sequence = 5; sequence < 17; sequence++) server.data(sequence, 1, 60_000);
  expect(server.waiting.length).toBeGreaterThan(1);
  loop.stop();
});
