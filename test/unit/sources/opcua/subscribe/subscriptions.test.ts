import { expect, it } from "vitest";
import { queueSizeFor } from "../../../../../edge/sources/opcua/subscribe/monitored-items.ts";

it.each([
  [100, 100],
  [500, 500],
  [1000, 500],
  [60_000, 500],
  [0, 500],
])(
  "a stall of ten seconds loses nothing of an item sampled every %i ms and published every %i ms",
  (everyMs, publishingMs) => {
    const queueSize = queueSizeFor(everyMs, publishingMs);
    expect(queueSize * Math.max(everyMs, 10)).toBeGreaterThanOrEqual(10_000 + publishingMs);
    expect(queueSize).toBeGreaterThanOrEqual(2);
  },
);

it("a server that publishes only every minute gets a lifetime of three of its cycles", () => {
  expect(queueSizeFor(1000, 60_000)).toBe(180);
});
