import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { SinkSession } from "../../../edge/contracts/path/sink.ts";
import { type InfluxConfig, influxConfig } from "../../../edge/sinks/influx/config.ts";
import { DeadLetters } from "../../../edge/sinks/influx/dead-letters.ts";
import { LineWriter } from "../../../edge/sinks/influx/line-writer.ts";
import { influxSink } from "../../../edge/sinks/influx/plugin.ts";
import { InfluxSession } from "../../../edge/sinks/influx/session.ts";
import { retryAfterMs } from "../../../edge/sinks/influx/transport.ts";
import { fits, withDefaults } from "../../fakes/config/with-defaults.ts";
import { type InfluxStub, refuse, startInfluxStub, stored } from "../../fakes/influx/stub.ts";
import { batchOf, numbered } from "../../fakes/source/samples.ts";
import { FakeTags } from "../../fakes/source/tags.ts";

let stub: InfluxStub;
let dir: string;
let session: SinkSession;

async function connect(over: Partial<InfluxConfig> = {}): Promise<SinkSession> {
  const given = { url: stub.url, bucket: "plant", org: "us", settleMs: 0, ...over };
  const config = withDefaults(influxConfig, given) as InfluxConfig;
  expect(fits(influxConfig, config)).toBe(true);
  const context = {
    name: "plant-influx",
    tags: FakeTags.ofSize(10),
    log: pino({ level: "silent" }),
    edgeId: "e1",
    site: "bj1",
    dataDir: dir,
  };
  return influxSink.create(config, context).connect(AbortSignal.timeout(5000));
}

function write(count = 8): ReturnType<SinkSession["write"]> {
  return session.write([numbered(0, count)], AbortSignal.timeout(10_000));
}

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "gemba-influx-"));
  stub = await startInfluxStub();
  session = await connect();
});

afterEach(async () => {
  await session[Symbol.asyncDispose]();
  await stub.close();
  await rm(dir, { recursive: true, force: true });
});

it("sends v2 in µs with the token, compressed", async () => {
  session = await connect({ token: "t0p" });
  await expect(write(100)).resolves.toEqual({ kind: "written" });
  expect(stub.writes[0]).toMatchObject({
    path: "/api/v2/write?org=us&bucket=plant&precision=us",
    headers: { authorization: "Token t0p", "content-encoding": "gzip" },
  });
  expect(stub.writes[0]?.lines).toHaveLength(100);
});

it("sends v1 in µs with Basic", async () => {
  session = await connect({ api: "v1", database: "plant db", retentionPolicy: "week", user: "u", password: "p" });
  await write();
  expect(stub.writes[0]).toMatchObject({
    path: "/write?db=plant+db&precision=u&rp=week",
    headers: { authorization: `Basic ${btoa("u:p")}` },
  });
});

it.each([
  [401, 30_000],
  [403, 30_000],
  [404, 30_000],
  [400, 30_000],
  [408, 30_000],
  [429, 0],
  [500, 0],
  [502, 0],
  [503, 0],
  [507, 0],
  [301, 30_000],
])("keeps everything on %i", async (status, waitMs) => {
  stub.answer = refuse(status, '{"message":"no"}', { location: "http://127.0.0.1:1/" });
  await expect(write()).rejects.toMatchObject({ name: "SinkRetry", waitMs });
  expect(stub.writes).toHaveLength(1);
});

it("splits a partial write down to the invalid lines and keeps those with the reason", async () => {
  stub.answer = (lines, response) => {
    const isRefused = lines.some((line) => line.includes("=3,") || line.includes("=6,"));
    if (isRefused) refuse(400, '{"error":"partial write: field type conflict dropped=0"}')(lines, response);
    else stored(lines, response);
  };
  await expect(write()).resolves.toMatchObject({
    kind: "partly",
    rejected: Uint32Array.of(3, 6),
    reason: expect.stringContaining("field type conflict"),
  });
  const kept = (await readFile(join(dir, "plant-influx.rejected.jsonl"), "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { line: string; reason: string });
  expect(kept.map(({ line }) => /=(\d+),/.exec(line)?.[1])).toEqual(["3", "6"]);
  expect(kept[0]?.reason).toContain("field type conflict");
});

it("splits a line with several samples, so that only the invalid one is put aside", async () => {
  stub.answer = (lines, response) => {
    const isRefused = lines.some((line) => /[ ,]signal-2=/.test(line));
    (isRefused ? refuse(400, '{"error":"partial write: field type conflict dropped=0"}') : stored)(lines, response);
  };
  const result = await session.write(
    [batchOf([1, 1000, 1], [2, 1000, 2], [3, 1000, 3], [1, 2000, 4])],
    AbortSignal.timeout(10_000),
  );
  expect(result).toMatchObject({ kind: "partly", rejected: Uint32Array.of(1) });
  expect(JSON.parse(await readFile(join(dir, "plant-influx.rejected.jsonl"), "utf8"))).toMatchObject({
    line: expect.stringMatching(/ signal-2=2,signal-2_q=0i 1000$/),
  });
});

it("a 422 is about lines, whatever its text", async () => {
  stub.answer = (lines, response) =>
    lines.some((line) => line.includes("=5,"))
      ? refuse(422, '{"message":"unprocessable"}')(lines, response)
      : stored(lines, response);
  await expect(write()).resolves.toMatchObject({
    kind: "partly",
    rejected: Uint32Array.of(5),
    reason: expect.stringContaining("HTTP 422"),
  });
});

it("a single line that is too long is put aside", async () => {
  stub.answer = (lines, response) =>
    lines.some((line) => line.includes("=5,")) ? refuse(413)(lines, response) : stored(lines, response);
  await expect(write()).resolves.toMatchObject({ kind: "partly", rejected: Uint32Array.of(5), reason: "HTTP 413" });
});

it("halves a write that is too long and remembers the limit", async () => {
  stub.answer = (lines, response) => (lines.length > 3 ? refuse(413)(lines, response) : stored(lines, response));
  await expect(write(16)).resolves.toEqual({ kind: "written" });
  const before = stub.writes.length;
  await write(16);
  expect(stub.writes.slice(before).map(({ lines }) => lines.length)).toEqual([2, 2, 2, 2, 2, 2, 2, 2]);
});

it("reads Retry-After as seconds or date, at most 5 minutes", async () => {
  stub.answer = refuse(429, "", { "retry-after": "2" });
  await expect(write()).rejects.toMatchObject({ waitMs: 2000 });
  const now = Date.parse("Tue, 24 Nov 2026 10:00:00 GMT");
  expect(
    ["7", "Tue, 24 Nov 2026 10:00:30 GMT", "99999999999999", "-5", "soon", ""].map((header) =>
      retryAfterMs(header, now),
    ),
  ).toEqual([7000, 30_000, 300_000, 0, 0, 0]);
});

it("treats an HTML page with 200, a dropped connection and silence as failures", async () => {
  stub.answer = (_lines, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end("<html>hello</html>");
  await expect(write()).rejects.toMatchObject({
    name: "SinkRetry",
    message: expect.stringContaining("is this an InfluxDB"),
  });
  stub.answer = (_lines, response) => response.destroy();
  await expect(write()).rejects.toMatchObject({ name: "SinkRetry", message: expect.stringContaining("cannot reach") });
  session = await connect({ timeoutMs: 100 });
  stub.answer = () => undefined;
  await expect(write()).rejects.toMatchObject({
    name: "SinkRetry",
    message: expect.stringContaining("no answer in time"),
  });
});

it("does not read an endless answer", async () => {
  let sent = 0;
  stub.answer = (_lines, response) => {
    response.writeHead(500, { "content-type": "application/json" });
    const pour = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(16_384))) sent += 16_384;
    };
    response.on("drain", pour);
    pour();
  };
  await expect(write()).rejects.toMatchObject({ name: "SinkRetry" });
  expect(sent).toBeLessThan(8 * 1024 * 1024);
});

it("[L18] recognises a restarted server by its start time, or by lost connections where it reports none", async () => {
  const isSame = () => session.isSameRun?.(AbortSignal.timeout(5000));
  stub.startedAt = 1000;
  expect([await isSame(), await isSame()]).toEqual([true, true]);
  stub.startedAt = 2000;
  expect(await isSame()).toBe(false);
  stub.startedAt = undefined;
  session = await connect();
  await write();
  expect([await isSame(), await isSame()]).toEqual([true, true]);
  stub.answer = (lines, response) => {
    response.setHeader("connection", "close");
    stored(lines, response);
  };
  await write();
  await vi.waitFor(async () => expect(await isSame()).toBe(false), { timeout: 5000, interval: 10 });
  await stub.close();
  expect(await isSame()).toBeUndefined();
});

it("[L18] closed idle connections mean the same run of a server; fresh ones may mean another", async () => {
  let nowMs = 0;
  const config = withDefaults(influxConfig, {
    url: stub.url,
    bucket: "plant",
    org: "us",
    server: "victoria-metrics",
  }) as InfluxConfig;
  const names = { edgeId: "e1", site: "bj1" };
  const parts = {
    writer: new LineWriter(FakeTags.ofSize(10), names),
    deadLetters: new DeadLetters(join(dir, "rejected.jsonl")),
    log: pino({ level: "silent" }),
    clock: () => nowMs,
  };
  const open = () => new InfluxSession({ ...config, keepsHours: 876_000 }, parts);
  const isSame = (one: InfluxSession) => one.isSameRun(AbortSignal.timeout(5000));
  const closed = async () => {
    const before = stub.connections;
    stub.closeIdle();
    await vi.waitFor(() => expect(stub.connections).toBeLessThan(before), { timeout: 5000, interval: 5 });
  };
  stub.startedAt = 1000;
  const resting = open();
  expect(await isSame(resting)).toBe(true);
  for (let n = 1; n <= 3; n++) {
    await resting.write([numbered(8 * n, 8)], AbortSignal.timeout(10_000));
    nowMs += 120_000;
    await closed();
    expect(await isSame(resting)).toBe(true);
  }
  const young = open();
  expect(await isSame(young)).toBe(true);
  await young.write([numbered(0, 8)], AbortSignal.timeout(10_000));
  nowMs += 500;
  await closed();
  await vi.waitFor(async () => expect(await isSame(young)).toBe(false), { timeout: 5000, interval: 10 });
  for (const one of [resting, young]) await one[Symbol.asyncDispose]();
});

it("keeps the order of a series over parallel requests", async () => {
  session = await connect({ parallelWrites: 4, maxLinesPerWrite: 50 });
  await session.write([numbered(0, 1000, 1), numbered(1000, 1000, 2)], AbortSignal.timeout(10_000));
  const got = new Map<string, number[]>();
  for (const line of stub.writes.flatMap(({ lines }) => lines)) {
    const [series = "", , time = ""] = line.split(" ");
    got.set(series, [...(got.get(series) ?? []), Number(time)]);
  }
  for (const times of got.values()) expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect([...got.values()].flat()).toHaveLength(2000);
});

it("puts aside samples that VictoriaMetrics would drop silently", async () => {
  session = await connect({ server: "victoria-metrics" });
  const nowUs = Date.now() * 1000;
  const result = await session.write(
    [batchOf([1, nowUs - 40 * 86_400e6, 1], [1, nowUs, 2], [1, nowUs + 3 * 86_400e6, 3])],
    AbortSignal.timeout(5000),
  );
  expect(result).toMatchObject({
    kind: "partly",
    rejected: Uint32Array.of(0, 2),
    reason: expect.stringContaining("older than the 744 hours"),
  });
  expect(stub.writes.flatMap(({ lines }) => lines)).toHaveLength(1);
  expect(await readFile(join(dir, "plant-influx.rejected.jsonl"), "utf8")).toContain("ahead of the clock");
});

it("puts a sample aside whose tag has left the config, with all known data", async () => {
  await expect(session.write([batchOf([999, 5, 42])], AbortSignal.timeout(5000))).resolves.toMatchObject({
    kind: "partly",
    rejected: Uint32Array.of(0),
  });
  const kept = await readFile(join(dir, "plant-influx.rejected.jsonl"), "utf8");
  const { reason, line } = JSON.parse(kept) as { reason: string; line: string };
  expect(reason).toBe("the tag is not in the config any more");
  expect(JSON.parse(line)).toEqual({ ref: 999, timeUs: 5, value: 42, status: 0 });
});

it("refuses a config without a bucket, naming the sink", async () => {
  await expect(connect({ bucket: "" })).rejects.toMatchObject({
    code: "bad-config",
    message: expect.stringContaining("plant-influx"),
  });
});
