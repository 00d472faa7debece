/** One edge at the hub: a disk that refuses, counts that are kept, tags that change; and a hub that is stopped. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { EdgeError } from "../../../edge/contracts/errors.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { NO_COUNTS } from "../../../edge/fleet/wire/counts.ts";
import { encodeFrame, type Piece } from "../../../edge/fleet/wire/frame.ts";
import type { Downward } from "../../../edge/fleet/wire/greeting.ts";
import { partsOf } from "../../../edge/fleet/wire/parts.ts";
import { Dictionary, readRecord } from "../../../edge/hub/edge-record.ts";
import { Hub } from "../../../edge/hub/hub.ts";
import type { HubEdge } from "../../../edge/hub/hub-edge.ts";
import { HubEdges } from "../../../edge/hub/hub-edges.ts";
import { readLedgers } from "../../../edge/hub/ledger.ts";
import { hubMetrics } from "../../../edge/hub/metrics/metrics.ts";
import { openHubEdge } from "../../../edge/hub/open-hub-edge.ts";
import { MOST_OF_EDGE, MOST_WAITING } from "../../../edge/hub/stream-message.ts";
import { freePort } from "../../fakes/net/free-port.ts";
import { numbered } from "../../fakes/source/samples.ts";

const RUN = "0123456789abcdef";
const historian = {
  answers: "embedded",
  rollupDays: { "1s": 1, "10s": 1, "1min": 1, "1h": 1 },
  maxBytes: 1e9,
  memoryLimitMb: 64,
};
const hubConfig = {
  servers: [],
  replicas: 1,
  streamMegabytes: 16,
  logHours: 72,
  siteMegabytes: 64,
  siteIdleMinutes: 10,
  historian,
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

async function opened(say: (message: Downward) => void = () => undefined): Promise<HubEdge> {
  edge = await openHubEdge({ folder, config: { logHours: 1, historian }, log, say }, greeting);
  return edge as HubEdge;
}

/** A message of ten samples. */
const message = (ack: () => void) => ({
  data: encodeFrame({ run: RUN, from: 0, to: 10, before: NO_COUNTS }, [
    { kind: "samples", batches: [numbered(0, 10)] },
  ]),
  ack,
});

it("[HU2] [HU31] while the disk refuses, a bounded number of messages waits, the rest leaves the stream", async () => {
  const part = await opened();
  const acks = vi.fn();
  await rm(join(folder, "log"), { recursive: true });
  for (let n = 0; n < 5 * MOST_WAITING; n++) part.push(message(acks));
  await vi.waitFor(async () => {
    await part.writeLedger();
    expect(part.position).toBe(0);
  });
  // Edges of one partition share what the server gives: none of them may have all of it.
  expect(acks).toHaveBeenCalledTimes(5 * MOST_WAITING - MOST_OF_EDGE.messages);
  expect(part.ledger().messages).toMatchObject({ taken: 0, dropped: 5 * MOST_WAITING - MOST_OF_EDGE.messages });
  acks.mockClear();
  await mkdir(join(folder, "log"));
  await vi.waitFor(() => expect(acks).toHaveBeenCalled(), { timeout: 20_000 });
  const { promise, resolve } = Promise.withResolvers<void>();
  part.push(message(resolve));
  await promise;
  expect(part.position).toBe(10);
  expect(acks.mock.calls.length).toBeLessThanOrEqual(MOST_OF_EDGE.messages);
}, 60_000);

it("[HU31] messages leave the stream once they are on disk, also where the positions cannot be saved", async () => {
  const part = await opened();
  // Nothing can be written in its place.
  await rm(join(folder, "edge.json"));
  await mkdir(join(folder, "edge.json", "in the way"), { recursive: true });
  const gone = 1_000_000;
  const before = { ...NO_COUNTS, lost: gone };
  for (let n = 0; n <= MOST_OF_EDGE.messages; n++) {
    const from = n === 0 ? 0 : gone + n - 1;
    const batch: Piece = { kind: "samples", batches: [numbered(n, 1)] };
    const pieces: Piece[] = n === 0 ? [{ kind: "lost", items: gone }] : [batch];
    const counts = n === 0 ? NO_COUNTS : { ...before, samples: n - 1 };
    const { promise, resolve } = Promise.withResolvers<void>();
    part.push({ data: encodeFrame({ run: RUN, from, to: gone + n, before: counts }, pieces), ack: resolve });
    await promise;
  }
  expect(part.ledger()).toMatchObject({ miscounted: 0, messages: { dropped: 0, taken: MOST_OF_EDGE.messages + 1 } });
  await rm(join(folder, "edge.json"), { recursive: true });
});

it("[HU14] while the disk refuses, the edge hears that it is full, when it greets too, and when not", async () => {
  const said: Downward[] = [];
  const part = await opened((message) => said.push(message));
  await rm(join(folder, "log"), { recursive: true });
  part.push(message(() => undefined));
  await vi.waitFor(() => expect(part.isFull).toBe(true), { timeout: 10_000 });
  part.sayMark();
  expect(said.at(-1)).toMatchObject({ kind: "mark", head: 0, again: "full", storeUid: expect.any(String) });
  expect(await part.greet(greeting)).toMatchObject({ kind: "refused", run: RUN, zh: expect.stringContaining("磁盘") });
  expect(part.ledger()).toMatchObject({ refused: null, problem: expect.stringContaining("log") });
  await mkdir(join(folder, "log"));
  await vi.waitFor(() => expect(part.position).toBe(10), { timeout: 20_000 });
  part.sayMark();
  expect(said.at(-1)).not.toHaveProperty("again");
  expect(await part.greet(greeting)).toMatchObject({ kind: "welcome", head: 10, chains: true });
}, 60_000);

it("[HU14] a message in parts whose tags the disk refused is asked for again, and the edge may send it", async () => {
  const said: Downward[] = [];
  const part = await opened((message) => said.push(message));
  const tag = { ref: 0 as TagRef, tagUid: "t", assetUid: "a", component: "c", signal: "s", type: "float" };
  const pieces: Piece[] = [
    { kind: "tags", tags: [tag] },
    { kind: "samples", batches: [numbered(0, 10)] },
  ];
  const head = { run: RUN, from: 0, to: 10, before: NO_COUNTS };
  const parts = partsOf(encodeFrame(head, pieces), head, 100);
  expect(parts.length).toBeGreaterThan(1);
  const refusal = new EdgeError("disk", "the disk is full");
  vi.spyOn(Dictionary.prototype, "add").mockImplementationOnce(() => {
    throw refusal;
  });
  for (const data of parts) part.push({ data, ack: () => undefined });
  await vi.waitFor(() => expect(part.isFull).toBe(true));
  // The others have left the stream: this one alone comes again.
  const acks = vi.fn();
  part.push({ data: parts.at(-1) as Buffer, ack: acks });
  expect(acks).toHaveBeenCalled();
  expect(said.at(-1)).toMatchObject({ kind: "mark", head: 0, again: "gap" });
  part.sayMark();
  expect(said.at(-1)).not.toHaveProperty("again");
  for (const data of parts) part.push({ data, ack: () => undefined });
  await vi.waitFor(() => expect(part.position).toBe(10));
  expect(part.ledger().problem).toBe(null);
}, 20_000);

it("[HU17] an edge whose record is damaged is in the ledger and the metrics, and no other is harmed", async () => {
  for (const id of ["bad", "good"]) await mkdir(join(folder, "edges", id), { recursive: true });
  await writeFile(join(folder, "edges", "bad", "edge.json"), "{");
  const edges = new HubEdges({ config: hubConfig, dataDir: folder, log, say: () => undefined });
  expect(await edges.edgeOrNone("bad")).toBeUndefined();
  expect(await edges.greet("bad", { ...greeting, edgeId: "bad" })).toMatchObject({
    kind: "refused",
    run: RUN,
    zh: expect.stringContaining("edge.json is damaged"),
  });
  const open = await edges.edge("good", { ...greeting, edgeId: "good" });
  expect(open?.position).toBe(0);
  await edges.writeLedgers();
  expect(readLedgers(folder).map(({ edgeId, problem }) => [edgeId, problem?.includes("edge.json is damaged")])).toEqual(
    [
      ["bad", true],
      ["good", undefined],
    ],
  );
  const text = hubMetrics({ name: "hub", problem: null, partitions: new Set([1]), edges });
  expect(text).toContain('gemba_hub_edge_problem{edge="bad"} 1\n');
  expect(text).toContain('gemba_hub_edge_problem{edge="good"} 0\n');
  // Repaired, it is taken without a start of the hub.
  await rm(join(folder, "edges", "bad", "edge.json"));
  await edges.edge("bad", { ...greeting, edgeId: "bad" });
  expect(edges.ledgers().map(({ problem }) => problem)).toEqual([null, null]);
  await edges.close();
}, 30_000);

it("[HU17] a ledger that cannot be written holds up neither those of other edges nor the end of the hub", async () => {
  const edges = new HubEdges({ config: hubConfig, dataDir: folder, log, say: () => undefined });
  for (const id of ["bad", "good"]) await edges.edge(id, { ...greeting, edgeId: id });
  await mkdir(join(folder, "edges", "bad", "ledger.json"));
  await expect(edges.writeLedgers()).rejects.toThrow("ledger.json");
  expect(readLedgers(folder).map(({ edgeId }) => edgeId)).toEqual(["good"]);
  await edges.close();
  const port = await freePort();
  const hub = new Hub({ config: { ...hubConfig, servers: [`nats://127.0.0.1:${port}`] }, dataDir: folder, log });
  const stop = new AbortController();
  const running = hub.run(stop.signal);
  await vi.waitFor(() => expect(hub.edgeIds).toHaveLength(2), { timeout: 10_000 });
  stop.abort();
  await expect(running).resolves.toBeUndefined();
  expect(hub.edgeIds).toEqual([]);
}, 30_000);

it("[HU15] the hub's metrics say how each edge and each partition stand", async () => {
  const part = await opened();
  const { promise, resolve } = Promise.withResolvers<void>();
  part.push(message(resolve));
  await promise;
  const stream = { bytes: 5, mostBytes: 9, messages: 1, partitions: new Map([[3, { pending: 7, unacknowledged: 2 }]]) };
  const edges = { ledgers: () => [part.ledger()] };
  const hub = { name: "hub", problem: null, partitions: new Set([3]), edges };
  const text = hubMetrics(hub, stream, { free: 11, size: 12 });
  for (const line of [
    "gemba_hub_up 1",
    "gemba_hub_edges 1",
    "gemba_hub_stream_bytes 5",
    'gemba_hub_partition_pending_messages{partition="3"} 7',
    "gemba_hub_disk_free_bytes 11",
    'gemba_hub_edge_position{edge="edge"} 10',
    'gemba_hub_edge_items_total{edge="edge",kind="samples"} 10',
    'gemba_hub_edge_messages_total{edge="edge",outcome="taken"} 1',
    'gemba_hub_edge_refused{edge="edge"} 0',
  ])
    expect(text).toContain(`${line}\n`);
  expect(hubMetrics({ ...hub, problem: "no server" })).toContain("gemba_hub_up 0\n");
}, 20_000);

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
  tags.add([tag], 0);
  tags.add([{ ...tag, unit: "°F" }], 10);
  expect(tags.at(tag.ref)?.unit).toBe("°F");
  tags.close();
  const again = Dictionary.open(folder);
  expect(again.at(tag.ref)?.unit).toBe("°F");
  expect(again.known.map(({ since, unit }) => [since, unit])).toEqual([
    [0, "°C"],
    [10, "°F"],
  ]);
  expect(() => again.add([{ ...tag, tagUid: "other" }], 20)).toThrow("ref 1 was t");
  again.close();
});

it("[HU9] a hub stops while its server does not answer", async () => {
  const server = createServer(() => undefined);
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const stop = new AbortController();
  const config = { ...hubConfig, servers: [`nats://127.0.0.1:${port}`] };
  const running = new Hub({ config, dataDir: folder, log }).run(stop.signal);
  await new Promise((resolve) => server.once("connection", resolve));
  stop.abort();
  await expect(running).resolves.toBeUndefined();
  server.close();
  // Below the ten seconds for which a connection would be waited for.
}, 9_000);
