import { expect, it, vi } from "vitest";
import { subscriptionAt } from "../../../../../edge/sources/opcua/subscribe/subscription.ts";
import { run } from "../../../../fakes/opcua/publish-server.ts";

it("[L23] holds requests back while much received data is not on disk, but asks for one message now and then", () => {
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

it("[L23] a server with meaningless numbers is not held back, because its progress on disk is not known", () => {
  const { loop, server } = run();
  server.data(0, 1);
  for (let n = 0; n < 12; n++) server.data(1, n, 60_000);
  expect(server.waiting.length).toBeGreaterThan(1);
  loop.stop();
});

it("[L23] a server is not held back while missing messages are requested again", () => {
  const { loop, server } = run();
  server.data(1, 1);
  for (let sequence = 5; sequence < 17; sequence++) server.data(sequence, 1, 60_000);
  expect(server.waiting.length).toBeGreaterThan(1);
  loop.stop();
});
