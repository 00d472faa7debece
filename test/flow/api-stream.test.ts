import type { Socket } from "node:net";
import { connect } from "node:net";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import WebSocket from "ws";
import type { Api, ApiDeps } from "../../edge/api/http/deps.ts";
import { buildApi } from "../../edge/api/server.ts";
import { MAX_FRAME_BYTES } from "../../edge/api/stream/frames.ts";
import { localFrom } from "../../edge/contracts/access/journal.ts";
import type { TwinReader } from "../../edge/contracts/path/twin.ts";
import type { FakeEdge } from "../fakes/api/deps.ts";
import { fakeEdge, LINK, NOW_US } from "../fakes/api/deps.ts";
import { StreamClient } from "../fakes/api/stream-client.ts";
import type { SampleSpec } from "../fakes/source/tags.ts";
import { batchOf, fakeTag, samplesOf } from "../fakes/source/tags.ts";

let app: Api;
let port = 0;
const clients: StreamClient[] = [];
const sockets: { destroy(): void }[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const socket of sockets.splice(0)) socket.destroy();
  await app.close();
});

async function start(over: Partial<ApiDeps> = {}, size = 50): Promise<FakeEdge> {
  const edge = fakeEdge(over, size);
  app = buildApi(edge.deps);
  await app.listen({ host: "127.0.0.1", port: 0 });
  port = (app.server.address() as { port: number }).port;
  return edge;
}

const url = (): string => `ws://127.0.0.1:${port}/api/v1/stream`;

function read(options: ConstructorParameters<typeof StreamClient>[1] = {}): StreamClient {
  const client = new StreamClient(url(), options);
  clients.push(client);
  return client;
}

const until = (check: () => void, timeout = 5000): Promise<void> => vi.waitFor(check, { timeout, interval: 10 });
const sorted = (samples: Iterable<SampleSpec>): SampleSpec[] => [...samples].sort((a, b) => a.ref - b.ref);
const held = (twin: TwinReader): SampleSpec[] => sorted(samplesOf(twin.snapshot().samples));

/** Waits until a reader has everything, then compares sample by sample. */
async function expectSame(client: StreamClient, twin: TwinReader): Promise<void> {
  await until(() => expect(client.version).toBe(twin.version));
  expect(sorted(client.mirror.values())).toEqual(held(twin));
}

const T0 = NOW_US - (NOW_US % 1000);

describe("stream", () => {
  it("[W5] tells dictionary, links, sources, alerts and kpis before the first frame", async () => {
    const { twin, deps } = await start();
    twin.heard(LINK);
    const client = read();
    await until(() => expect(client.kinds).toContain("frame"));
    expect(client.kinds.slice(0, 6)).toEqual(["dictionary", "links", "sources", "alerts", "kpis", "frame"]);
    expect(client.messages.get("dictionary")).toMatchObject({ edgeId: deps.edgeId, epoch: 7, tags: { length: 50 } });
    expect(client.messages.get("links")).toMatchObject({ links: [{ name: "line/cell", live: true }] });
    expect(client.messages.get("alerts")).toMatchObject({ version: 1, alerts: [{ alertUid: "alert-1" }] });
  });

  it("[W7] a reader ends with the state of the twin, whatever was applied meanwhile", async () => {
    const { twin } = await start();
    const client = read();
    const samples = fc.sample(
      fc.record({
        ref: fc.nat({ max: 49 }),
        time: fc.nat({ max: 5000 }).map((ms) => T0 + ms * 1000),
        value: fc.double({ noNaN: true }),
        status: fc.constantFrom(0, 0x80000000),
        text: fc.option(fc.string(), { nil: undefined, freq: 5 }),
      }),
      { numRuns: 3000 },
    );
    for (let i = 0; i < samples.length; i += 60) {
      twin.apply(
        batchOf(samples.slice(i, i + 60).map(({ text, ...rest }) => (text === undefined ? rest : { ...rest, text }))),
      );
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await expectSame(client, twin);
    expect(client.frameBytes.length).toBeGreaterThan(2);
  });

  it("[W7] a tag that changed a hundred times between two frames travels once", async () => {
    const { twin } = await start();
    const client = read();
    await until(() => expect(client.changes).toEqual([0]));
    for (let i = 1; i <= 100; i++) twin.apply(batchOf([{ ref: 1, time: T0 + i * 1000, value: i }]));
    await until(() => expect(client.mirror.get(1)?.value).toBe(100));
    expect(client.changes.reduce((sum, samples) => sum + samples, 0)).toBeLessThanOrEqual(2);
  });

  it("[W6] a snapshot of 20,000 tags comes in pieces of at most 64 KiB, each after the acknowledgement of the one before", async () => {
    const { twin } = await start({}, 20_000);
    twin.apply(
      batchOf(
        Array.from({ length: 20_000 }, (_, ref) => ({
          ref,
          time: T0 - ref * 10_000_000,
          value: ref / 7,
          ...(ref % 50 === 0 ? { text: "主轴轴承 \u0001".repeat(9) } : {}),
        })),
      ),
    );
    const client = read();
    await expectSame(client, twin);
    expect(client.frameBytes.length).toBeGreaterThan(7);
    expect(Math.max(...client.frameBytes)).toBeLessThanOrEqual(MAX_FRAME_BYTES);
    expect(client.changes).toEqual([20_000]);
  });

  it("[W6] without acknowledgement no second frame comes", async () => {
    const { twin } = await start();
    twin.apply(batchOf([{ ref: 0, time: T0 }]));
    const socket = new WebSocket(url());
    sockets.push({ destroy: () => socket.terminate() });
    let frames = 0;
    let lists = 0;
    socket.on("open", () => socket.send('{"kind":"hello","have":0}'));
    socket.on("message", (_, isBinary) => (isBinary ? frames++ : lists++));
    await until(() => expect(frames).toBe(1));
    twin.apply(batchOf([{ ref: 1, time: T0 }]));
    const before = lists;
    await until(() => expect(lists).toBeGreaterThanOrEqual(before + 2));
    expect(frames).toBe(1);
  });

  it("[W8] after a reconnect only the difference comes, and the state is whole", async () => {
    const { twin } = await start();
    twin.apply(batchOf(Array.from({ length: 50 }, (_, ref) => ({ ref, time: T0, value: ref }))));
    const first = read();
    await expectSame(first, twin);
    first.close();
    twin.apply(batchOf([{ ref: 3, time: T0 + 1000, value: 33 }]));
    const second = read({
      hello: { kind: "hello", have: first.version, epoch: first.epoch ?? -1 },
      mirror: first.mirror,
    });
    await expectSame(second, twin);
    expect(second.changes[0]).toBe(1);
  });

  it.each([
    ["another epoch", { have: 1, epoch: 6 }],
    ["no epoch", { have: 1 }],
    ["a version from the future", { have: 99, epoch: 7 }],
  ])("[W8] with %s a whole snapshot comes", async (_, have) => {
    const { twin } = await start();
    twin.apply(batchOf([{ ref: 0, time: T0 }]));
    twin.apply(batchOf([{ ref: 1, time: T0 }]));
    const client = read({ hello: { kind: "hello", ...have } });
    await expectSame(client, twin);
    expect(client.changes[0]).toBe(2);
  });

  it("[W5] tags that were added come in a new dictionary before their samples", async () => {
    const { twin, tags } = await start();
    const client = read();
    await until(() => expect(client.changes).toHaveLength(1));
    tags.add(fakeTag(50));
    twin.apply(batchOf([{ ref: 50, time: T0, value: 5 }]));
    await expectSame(client, twin);
    expect(client.kinds.lastIndexOf("dictionary")).toBeLessThan(client.kinds.lastIndexOf("frame"));
    expect(client.messages.get("dictionary")).toMatchObject({ tags: { length: 51 } });
  });

  it("lists come again: links each second, alerts when they changed", async () => {
    const { alerts } = await start();
    const client = read();
    const count = (kind: string): number => client.kinds.filter((one) => one === kind).length;
    await until(() => expect(count("alerts")).toBe(1));
    await alerts.act("alert-1", { kind: "acknowledge", at: NOW_US, principal: localFrom("::1") });
    await until(() =>
      expect(client.messages.get("alerts")).toMatchObject({ version: 2, alerts: [{ state: "acknowledged" }] }),
    );
    await until(() => expect(count("links")).toBeGreaterThanOrEqual(3));
    expect(count("alerts")).toBe(2);
  });

  it("says goodbye and stops when the edge stops, stalled readers included", async () => {
    const { twin } = await start();
    twin.apply(batchOf([{ ref: 0, time: T0 }]));
    const client = read();
    await until(() => expect(client.version).toBe(1));
    const stalled = await stalledReader();
    stalled.write(frameOf('{"kind":"hello","have":0}'));
    await app.close();
    await until(() => expect(client.closed?.code).toBe(1001));
  });
});

/** A masked text frame of RFC 6455 with an all-zero mask. */
function frameOf(text: string): Buffer {
  const payload = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}

/** A connection that was upgraded and then never reads again. */
async function stalledReader(): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  sockets.push(socket);
  socket.write(
    `GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString("base64")}\r\n\r\n`,
  );
  const answer = await new Promise<string>((resolve, reject) => {
    socket.once("data", (data) => resolve(String(data)));
    socket.once("error", reject);
  });
  expect(answer).toContain("101 Switching Protocols");
  socket.pause();
  return socket;
}

describe("readers that are slow or hostile", () => {
  it("[W9] a reader that never reads costs no more than the cap, and others notice nothing", async () => {
    const { twin, deps } = await start({}, 20_000);
    const all = (value: number): void =>
      twin.apply(batchOf(Array.from({ length: 20_000 }, (_, ref) => ({ ref, time: T0 + value * 1000, value }))));
    all(0);
    const stalled = await stalledReader();
    stalled.write(frameOf('{"kind":"hello","have":0}'));
    const good = read();
    await expectSame(good, twin);
    const sent = (): number => Number(/gemba_stream_sent_bytes_total (\d+)/.exec(deps.counters.text())?.[1]);
    for (let i = 1; i <= 15; i++) {
      all(i);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await expectSame(good, twin);
    // What was handed over for the stalled one: dictionary, one piece and lists up to the cap.
    const dictionary = JSON.stringify(good.messages.get("dictionary")).length;
    const goodBytes = good.frameBytes.reduce((sum, bytes) => sum + bytes, 0);
    expect(sent() - goodBytes - 2 * dictionary).toBeLessThan(2 * 1024 * 1024);
  });

  it.each([
    ["binary", 1003, (socket: WebSocket) => socket.send(Buffer.from([1, 2, 3]))],
    ["text that is not JSON", 1008, (socket: WebSocket) => socket.send("{")],
    ["a message nobody knows", 1008, (socket: WebSocket) => socket.send('{"kind":"subscribe"}')],
    ["an unknown field", 1008, (socket: WebSocket) => socket.send('{"kind":"hello","have":0,"__proto__":1,"x":1}')],
    ["a version that is none", 1008, (socket: WebSocket) => socket.send('{"kind":"hello","have":-1}')],
    [
      "two hellos",
      1008,
      (socket: WebSocket) => ["hello", "hello"].map((kind) => socket.send(JSON.stringify({ kind, have: 0 }))),
    ],
    ["64 KiB that are no message", 1008, (socket: WebSocket) => socket.send("x".repeat(64 * 1024))],
    ["more than 64 KiB", 1009, (socket: WebSocket) => socket.send("x".repeat(64 * 1024 + 1))],
    ["10 MB", 1009, (socket: WebSocket) => socket.send(Buffer.alloc(10_000_000))],
    [
      "a flood of acknowledgements",
      1008,
      (socket: WebSocket) => Array.from({ length: 200 }, () => socket.send('{"kind":"ack","version":5}')),
    ],
    [
      "more than 64 KiB in fragments",
      1009,
      (socket: WebSocket) => Array.from({ length: 65 }, () => socket.send("x".repeat(1024), { fin: false })),
    ],
    [
      "a flood of empty fragments",
      1008,
      (socket: WebSocket) => Array.from({ length: 20_000 }, () => socket.send("", { fin: false })),
    ],
    [
      "text that is no UTF-8",
      1007,
      (socket: WebSocket) => socket.send(Buffer.from([0x7b, 0xff, 0xfe]), { binary: false }),
    ],
    [
      "10,000 subscriptions",
      1008,
      (socket: WebSocket) => Array.from({ length: 10_000 }, (_, i) => socket.send(`{"kind":"subscribe","tag":${i}}`)),
    ],
    ["a flood of pings", 1008, (socket: WebSocket) => Array.from({ length: 200 }, () => socket.ping())],
  ])("[G4] [S14] [W11] %s closes the connection with %i, and the next reader is served", async (_, code, misbehave) => {
    const { twin, logLines } = await start();
    twin.apply(batchOf([{ ref: 0, time: T0 }]));
    const bad = read({ hello: undefined });
    bad.socket.on("open", () => misbehave(bad.socket));
    await until(() => expect(bad.closed?.code).toBe(code));
    expect(logLines.join("")).toContain("a reader of the stream was cut off");
    await expectSame(read(), twin);
  });

  it("[G4] [W11] bytes that are no WebSocket frame end the connection only", async () => {
    const { twin } = await start();
    twin.apply(batchOf([{ ref: 0, time: T0 }]));
    const socket = await stalledReader();
    let closed = false;
    socket.resume();
    socket.on("close", () => (closed = true));
    socket.write(Buffer.from(Array.from({ length: 500 }, (_, i) => (i * 37 + 0x73) % 256)));
    await until(() => expect(closed).toBe(true));
    await expectSame(read(), twin);
  });

  it("[W12] reader 201 is refused before the upgrade, and welcome when another has left", async () => {
    const { twin, deps } = await start();
    twin.apply(batchOf([{ ref: 0, time: T0 }]));
    const first = Array.from({ length: 200 }, (_, i) => read({ localAddress: `127.0.0.${2 + (i % 2)}` }));
    await until(() => expect(first.every((client) => client.changes.length > 0)).toBe(true), 20_000);
    const late = read({ localAddress: "127.0.0.4" });
    await until(() => expect(late.refused).toBe(503));
    first[0]?.close();
    await until(() => expect(deps.counters.text()).toContain("gemba_stream_readers 199"));
    await expectSame(read({ localAddress: "127.0.0.4" }), twin);
  });
});
