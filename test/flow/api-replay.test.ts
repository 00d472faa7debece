import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import WebSocket from "ws";
import type { Api } from "../../edge/api/http/api.ts";
import { buildApi } from "../../edge/api/server.ts";
import { BatchBuilder } from "../../edge/batch/builder.ts";
import { decodeEnvelopes } from "../../edge/batch/envelope.ts";
import { uuidv7 } from "../../edge/batch/uuidv7.ts";
import { decodeFrame } from "../../edge/batch/wire.ts";
import type { EdgeEvent } from "../../edge/contracts/path/event-batch.ts";
import type {
  Keyframe,
  ReplayCommand,
  ReplayMessage,
  ReplayReader,
  ReplayStretch,
} from "../../edge/contracts/path/replay.ts";
import { Answers } from "../../edge/historian/embedded/answers.ts";
import { Store } from "../../edge/historian/embedded/store.ts";
import { fakeEdge } from "../fakes/api/deps.ts";
import { batchOf } from "../fakes/source/samples.ts";

/** 2026-03-02T00:00:00Z in µs. */
const T0 = Date.UTC(2026, 2, 2) * 1000;
const SECOND = 1e6;
const NOTHING = new BatchBuilder().finish(0);
let dir: string;
let store: Store;
let app: Api;
let port: number;
const sockets: WebSocket[] = [];

const alert = (state: string) => ({
  alertUid: "alert-1",
  rule: "r",
  assetUid: "urn:t",
  kind: "process",
  severity: 700,
  priority: 2,
  state,
  message: { zh: "高", en: "high" },
  evidence: [],
  raisedAt: T0,
  reraised: 0,
});
const event = (time: number, type: string, payload: object): EdgeEvent => ({
  eventUid: uuidv7(),
  type,
  time,
  receivedAt: time,
  schema: `${type}/1`,
  payload: { ...payload },
});

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-replay-"));
  store = await Store.open(join(dir, "history.duckdb"), 128);
  const answers = new Answers(store);
  const replay: ReplayReader = {
    range: async () => (await answers.to({ kind: "range" }, NOTHING)) as { from: number; to: number },
    keyframe: async (at) => (await answers.to({ kind: "keyframe", at }, NOTHING)) as Keyframe,
    stretch: async (question) => (await answers.to({ kind: "stretch", question }, NOTHING)) as ReplayStretch,
  };
  const builder = new BatchBuilder();
  for (let n = 0; n < 7200; n++) builder.add(0 as never, T0 + n * SECOND, n, 0, 0);
  const samples = builder.finish(T0);
  const events = [
    event(T0 + 10 * SECOND, "alert.changed", alert("active")),
    event(T0 + 20.5 * SECOND, "piece.finished", { pieceId: "P-1" }),
    event(T0 + 30 * SECOND, "alert.changed", alert("closed")),
  ];
  await store.append(
    {
      from: 0,
      to: 8000,
      batches: [samples, batchOf([3, T0 + 5 * SECOND, "O0001.NC"])],
      samples: 7201,
      events,
      waveforms: [],
      dictionary: [],
      lost: 0,
      holes: [],
    },
    "log",
  );
  await store.closeDue(T0 + 24 * 3600 * SECOND, { late: true });
  app = buildApi(fakeEdge({ replay }).deps);
  await app.listen({ host: "127.0.0.1", port: 0 });
  port = (app.server.address() as { port: number }).port;
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await app.close();
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

const timeOf = (us: number): string => new Date(us / 1000).toISOString();

async function chunk(query: string) {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/replay?${query}`, {
    signal: AbortSignal.timeout(60_000),
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("application/vnd.gemba.replay");
  return decodeEnvelopes(new Uint8Array(await answer.arrayBuffer())).map((part) =>
    part.kind === "message" ? (JSON.parse(part.text) as ReplayMessage) : decodeFrame(part.bytes),
  );
}

it("gives the plant at an instant, then every sample, event and alert change in order, in live frames", async () => {
  const parts = await chunk(`at=${timeOf(T0 + 15 * SECOND)}&seconds=20`);
  const [keyframe, frame, ...rest] = parts;
  expect(keyframe).toMatchObject({
    kind: "keyframe",
    at: T0 + 15 * SECOND,
    alerts: [{ alertUid: "alert-1", state: "active" }],
  });
  if (frame === undefined || !("samples" in frame)) throw new Error("no frame after the keyframe");
  expect([...frame.samples.tags]).toEqual([0, 3]);
  expect(frame.samples.values[0]).toBe(15);
  expect(frame.samples.texts.get(1)).toBe("O0001.NC");
  const values = rest.flatMap((part) => ("samples" in part ? [...part.samples.values] : []));
  expect(values).toEqual(Array.from({ length: 20 }, (_, i) => 16 + i));
  const said = rest.flatMap((part) => ("kind" in part ? [part] : []));
  expect(said).toMatchObject([
    { kind: "events", events: [{ type: "piece.finished", payload: { pieceId: "P-1" } }] },
    { kind: "alerts", alerts: [] },
  ]);
});

it("reduces to the newest sample of each tag on request, and sends no keyframe with later chunks", async () => {
  const parts = await chunk(`at=${timeOf(T0)}&seconds=3600&every=360&keyframe=false`);
  expect(
    parts
      .flatMap((part) =>
        "samples" in part ? [...part.samples.times].filter((_, i) => part.samples.tags[i] === 0) : [],
      )
      .every((time) => (time - T0) % (60 * SECOND) === 59 * SECOND || (time - T0) % (360 * SECOND) === 0),
  ).toBe(true);
  expect(parts.filter((part) => "samples" in part)).toHaveLength(10);
  expect(parts[0]).not.toMatchObject({ kind: "keyframe" });
});

it.each([
  ["no time", ""],
  ["an invalid time", "at=yesterday"],
  ["a chunk that is too long", "at=-1h&seconds=9999"],
  ["an unknown field", "at=-1h&speed=2"],
])("refuses %s", async (_, query) => {
  const answer = await app.inject({ url: `/api/v1/replay?${query}` });
  expect(answer.statusCode).toBe(400);
  expect(answer.json()).toMatchObject({ code: "bad-request" });
});

/** A reader that acknowledges each frame. */
function play(first: ReplayCommand) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/replay`);
  sockets.push(socket);
  const heard = { kinds: [] as string[], values: [] as number[], times: [] as number[], ended: false, closed: 0 };
  const send = (command: ReplayCommand): void => socket.send(JSON.stringify(command));
  socket.on("open", () => send(first));
  socket.on("close", (code) => {
    heard.closed = code;
  });
  socket.on("message", (data, isBinary) => {
    if (isBinary) {
      const frame = decodeFrame(data as Buffer);
      for (let i = 0; i < frame.samples.length; i++)
        if (frame.samples.tags[i] === 0) heard.values.push(frame.samples.values[i] as number);
      heard.times.push(frame.samples.receivedAt);
      send({ kind: "ack", version: frame.version });
      return;
    }
    const message = JSON.parse(String(data)) as ReplayMessage;
    heard.kinds.push(message.kind);
    heard.ended ||= message.kind === "end";
  });
  return { heard, send };
}

it("plays to the end at 3600 times real time, reports the end, and seeks back on the same connection", async () => {
  const { heard, send } = play({ kind: "replay", at: T0 + 3000 * SECOND, speed: 3600 });
  await vi.waitFor(() => expect(heard.ended).toBe(true), { timeout: 20_000, interval: 20 });
  expect(heard.kinds.slice(0, 2)).toEqual(["dictionary", "keyframe"]);
  expect(heard.values[0]).toBe(3000);
  expect(heard.values.at(-1)).toBe(7199);
  expect(heard.values).toEqual([...heard.values].sort((a, b) => a - b));
  expect(heard.times).toEqual([...heard.times].sort((a, b) => a - b));
  heard.values.length = 0;
  send({ kind: "replay", at: T0 + 100 * SECOND, speed: 0 });
  await vi.waitFor(() => expect(heard.values).toEqual([100]), { timeout: 10_000, interval: 20 });
});

it("sends every sample once at speeds up to 10, over a change of speed and a pause", async () => {
  const { heard, send } = play({ kind: "replay", at: T0 + 100 * SECOND, speed: 10 });
  await vi.waitFor(() => expect(heard.values.length).toBeGreaterThan(5), { timeout: 20_000, interval: 5 });
  send({ kind: "replay", speed: 0 });
  send({ kind: "replay", speed: 5 });
  const paused = heard.values.length;
  await vi.waitFor(() => expect(heard.values.length).toBeGreaterThan(paused + 5), { timeout: 20_000, interval: 5 });
  expect(heard.values).toEqual(Array.from({ length: heard.values.length }, (_, i) => 100 + i));
});

it("closes a connection that sends an invalid message", async () => {
  const { heard } = play({ kind: "replay", speed: 7200, at: T0 } as ReplayCommand);
  await vi.waitFor(() => expect(heard.closed).toBe(1008), { timeout: 10_000, interval: 20 });
  const second = play({ kind: "replay", speed: 1 });
  await vi.waitFor(() => expect(second.heard.closed).toBe(1008), { timeout: 10_000, interval: 20 });
});
