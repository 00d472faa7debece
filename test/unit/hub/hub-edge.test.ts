/** One edge at the hub: a disk that refuses, counts that are kept, tags that change; and a hub that is stopped. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { NO_COUNTS } from "../../../edge/fleet/wire/counts.ts";
import { encodeFrame } from "../../../edge/fleet/wire/frame.ts";
import { Dictionary, readRecord } from "../../../edge/hub/edge-record.ts";
import { Hub } from "../../../edge/hub/hub.ts";
import { type HubEdge, openHubEdge } from "../../../edge/hub/hub-edge.ts";
import { MOST_WAITING } from "../../../edge/hub/stream-message.ts";
import { freePort } from "../../fakes/net/free-port.ts";
import { numbered } from "../../fakes/source/samples.ts";

const RUN = "0123456789abcdef";
const historian = {
  answers: "embedded",
  rollupDays: { "1s": 1, "10s": 1, "1min": 1, "1h": 1 },
  maxBytes: 1e9,
  memoryLimitMb: 64,
};
const log = pino({ level: "silent" });
let folder = "";
let edge: HubEdge | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gemba-hub-edge-"));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await edge?.close();
  edge = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function opened(): Promise<HubEdge> {
  const greeting = {
    protocol: 1,
    edgeId: "edge",
    logUid: "log",
    site: "",
    starts: [{ epoch: 1, run: RUN, position: 0 }],
    position: 0,
    oldest: 0,
    counts: NO_COUNTS,
  };
  edge = await openHubEdge({ folder, config: { logHours: 1, historian }, log, say: () => undefined }, greeting);
  return edge as HubEdge;
}

/** A message of ten samples. */
const message = (ack: () => void) => ({
  data: encodeFrame({ run: RUN, from: 0, to: 10, before: NO_COUNTS }, [
    { kind: "samples", batches: [numbered(0, 10)] },
  ]),
  ack,
});

it("[HU2] while the disk refuses, a bounded number of messages waits, and none of them is acknowledged", async () => {
  const part = await opened();
  const acks = vi.fn();
  await rm(join(folder, "log"), { recursive: true });
  for (let n = 0; n < 5 * MOST_WAITING; n++) part.push(message(acks));
  await vi.waitFor(async () => {
    await part.writeLedger();
    expect(part.position).toBe(0);
  });
  expect(acks).not.toHaveBeenCalled();
  await mkdir(join(folder, "log"));
  await vi.waitFor(() => expect(acks).toHaveBeenCalled(), { timeout: 20_000 });
  const { promise, resolve } = Promise.withResolvers<void>();
  part.push(message(resolve));
  await promise;
  expect(part.position).toBe(10);
  expect(acks.mock.calls.length).toBeLessThanOrEqual(2 * MOST_WAITING);
}, 60_000);

it("[HU2] a hub stops although the disk refuses", async () => {
  const part = await opened();
  await rm(join(folder, "log"), { recursive: true });
  part.push(message(() => undefined));
  await vi.waitFor(async () => {
    await part.writeLedger();
    expect(part.position).toBe(0);
  });
  edge = undefined;
  await part.close();
}, 20_000);

it("[HU8] what is counted is on disk before its segments are old enough to go", async () => {
  const part = await opened();
  const { promise, resolve } = Promise.withResolvers<void>();
  part.push(message(resolve));
  await promise;
  await part.writeLedger();
  expect(readRecord(folder)?.counted.position).toBe(0);
  const now = performance.now();
  vi.spyOn(performance, "now").mockReturnValue(now + 3_000_000);
  await part.writeLedger();
  expect(readRecord(folder)?.counted).toEqual({ position: 10, counts: { ...NO_COUNTS, samples: 10 } });
}, 20_000);

it("[HU1] a tag whose unit changed in the edge's config has the new one at the hub, also after a start", () => {
  const tag = { ref: 1 as TagRef, tagUid: "t", assetUid: "a", component: "c", signal: "s", type: "float", unit: "°C" };
  const tags = Dictionary.open(folder);
  tags.add([tag]);
  tags.add([{ ...tag, unit: "°F" }]);
  expect(tags.at(tag.ref)?.unit).toBe("°F");
  tags.close();
  const again = Dictionary.open(folder);
  expect(again.at(tag.ref)?.unit).toBe("°F");
  expect(() => again.add([{ ...tag, tagUid: "other" }])).toThrow("ref 1 was t");
  again.close();
});

it("[HU9] a hub stops while its server does not answer", async () => {
  const server = createServer(() => undefined);
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const stop = new AbortController();
  const config = { servers: [`nats://127.0.0.1:${port}`], replicas: 1, streamMegabytes: 16, logHours: 72, historian };
  const running = new Hub({ config, dataDir: folder, log }).run(stop.signal);
  await new Promise((resolve) => server.once("connection", resolve));
  stop.abort();
  await expect(running).resolves.toBeUndefined();
  server.close();
  // Below the ten seconds for which a connection would be waited for.
}, 9_000);
