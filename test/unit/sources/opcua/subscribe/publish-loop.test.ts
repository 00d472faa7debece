import { NotificationMessage, PublishResponse, StatusChangeNotification, StatusCodes } from "node-opcua";
import { expect, it, vi } from "vitest";
import { run } from "../../../../fakes/opcua/publish-server.ts";

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

it("missing messages are requested again, and only those that the server no longer has are lost", async () => {
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
