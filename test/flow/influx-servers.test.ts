import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type CommitLog, openLog } from "../../edge/historian/log/commit-log.ts";
import { type RunningSink, runSink } from "../../edge/pipeline/run-sink.ts";
import { type InfluxConfig, influxConfig } from "../../edge/sinks/influx/config.ts";
import { influxSink } from "../../edge/sinks/influx/plugin.ts";
import { setUpInflux } from "../../edge/sinks/influx/set-up.ts";
import { withDefaults } from "../fakes/config/with-defaults.ts";
import { startInfluxd, startVictoriaMetrics, type TimeSeriesServer } from "../fakes/influx/influxd.ts";
import { batchOf, numbered, T0 } from "../fakes/source/samples.ts";
import { FakeTags, fakeTag } from "../fakes/source/tags.ts";

const silent = pino({ level: "silent" });
const tags = new FakeTags([
  fakeTag(1, { component: "spindle", signal: "speed" }),
  fakeTag(2, { component: "spindle", signal: "load" }),
  fakeTag(3, { signal: "program", type: "text" }),
  fakeTag(4, { signal: "door-open", type: "boolean" }),
]);
let dir: string;
let log: CommitLog;
let stop: AbortController;
let sinks: RunningSink[];
let server: TimeSeriesServer | undefined;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "gemba-influx-"));
  log = await openLog({ dir: join(dir, "log"), edgeId: "edge-1", epoch: 1, log: silent, tags });
  stop = new AbortController();
  sinks = [];
});

afterEach(async () => {
  stop.abort();
  await Promise.all(sinks.map(({ done }) => done));
  await log.close();
  await server?.stop();
  await rm(dir, { recursive: true, force: true });
});

async function run(over: Partial<InfluxConfig>, edgeId = "edge-1"): Promise<RunningSink> {
  const config = withDefaults(influxConfig, over) as InfluxConfig;
  const name = `influx-${edgeId}`;
  const sink = influxSink.create(config, { name, tags, log: silent, edgeId, site: "bj1", dataDir: dir });
  const settleMs = influxSink.settleMs(config);
  const feed = await log.feed(name, settleMs);
  const running = runSink({ name, kind: "influx", sink, feed, settleMs, log: silent, firstRetryMs: 50 }, stop.signal);
  sinks.push(running);
  return running;
}

async function drained(sink: RunningSink): Promise<void> {
  await vi.waitFor(() => expect(sink.health()).toMatchObject({ state: "running", backlogSamples: 0 }), {
    timeout: 30_000,
    interval: 50,
  });
}

async function push(...batches: ReturnType<typeof numbered>[]): Promise<void> {
  let position = 0;
  for (const batch of batches) position = log.push(batch);
  await log.committed(position, AbortSignal.timeout(60_000));
}

/** Rows of an InfluxQL answer, without the time column where `columns` says so. */
async function influxQl(q: string): Promise<unknown[][]> {
  const response = await fetch(`${server?.url}/query?${new URLSearchParams({ db: "plant", epoch: "u" })}`, {
    method: "POST",
    body: new URLSearchParams({ q }),
  });
  const answer = (await response.json()) as { results: { error?: string; series?: { values: unknown[][] }[] }[] };
  expect(answer.results[0]?.error).toBeUndefined();
  return answer.results[0]?.series?.flatMap(({ values }) => values) ?? [];
}

async function victoriaCount(metric: string): Promise<number> {
  const query = new URLSearchParams({
    "match[]": `{__name__="${metric}"}`,
    start: String(T0 / 1e6 - 10),
    end: String(T0 / 1e6 + 1e6),
  });
  const text = await (await fetch(`${server?.url}/api/v1/export?${query}&reduce_mem_usage=1`)).text();
  const times = new Set<number>();
  for (const line of text.trim().split("\n"))
    if (line !== "") for (const time of (JSON.parse(line) as { timestamps: number[] }).timestamps) times.add(time);
  return times.size;
}

it("stores every sample once in InfluxDB, across a kill and restart", async () => {
  server = await startInfluxd();
  await influxQl("CREATE DATABASE plant");
  const sink = await run({ url: server.url, api: "v1", database: "plant", timeoutMs: 2000 });
  for (let n = 0; n < 20_000; n += 1000) log.push(numbered(n, 1000));
  await push(batchOf([3, T0, '程序 "O1"\nspindle,asset=x speed=1 1'], [4, T0, 1], [1, T0 + 1, Number.NaN, 0x80000000]));
  await vi.waitFor(() => expect(sink.health().written).toBeGreaterThan(0), { timeout: 10_000, interval: 5 });
  await server.kill();
  await push(numbered(20_000, 5000));
  await vi.waitFor(() => expect(sink.health().state).toBe("degraded"), { timeout: 10_000, interval: 20 });
  await server.start();
  await drained(sink);
  expect(await influxQl('SELECT count("speed"), sum("speed"), count("speed_q") FROM spindle')).toEqual([
    [0, 25_000, (25_000 * 24_999) / 2, 25_001],
  ]);
  expect(await influxQl('SELECT "program", "door-open" FROM asset')).toEqual([
    [T0, '程序 "O1" spindle,asset=x speed=1 1', true],
  ]);
  expect(await influxQl("SHOW SERIES CARDINALITY")).toEqual([[2]]);
  expect(sink.health().rejected).toBe(0);
});

it("waits for a database that does not exist yet, keeping everything", async () => {
  server = await startInfluxd();
  const sink = await run({ url: server.url, api: "v1", database: "plant" });
  await push(numbered(0, 100));
  await vi.waitFor(
    () =>
      expect(sink.health()).toMatchObject({
        state: "degraded",
        reason: expect.stringContaining("does not know the database"),
        backlogSamples: 100,
      }),
    {
      timeout: 10_000,
      interval: 20,
    },
  );
  const config = withDefaults(influxConfig, { url: server.url, api: "v1", database: "plant" }) as InfluxConfig;
  await expect(setUpInflux(config, AbortSignal.timeout(60_000))).resolves.toContain("database plant is there");
  expect((await influxQl("SHOW DATABASES")).flat()).toContain("plant");
});

it("puts a type conflict aside with its reason and stores the rest", async () => {
  server = await startInfluxd();
  await influxQl("CREATE DATABASE plant");
  // Another writer made the field a string.
  await fetch(`${server.url}/write?db=plant&precision=u`, { method: "POST", body: `spindle load="full" ${T0}` });
  const sink = await run({ url: server.url, api: "v1", database: "plant" });
  await push(numbered(0, 50), numbered(50, 3, 2), numbered(53, 50));
  await drained(sink);
  expect(sink.health()).toMatchObject({ written: 100, rejected: 3 });
  expect(await influxQl('SELECT count("speed") FROM spindle')).toEqual([[0, 100]]);
});

it("two edges with the same local names share no series", async () => {
  server = await startInfluxd();
  await influxQl("CREATE DATABASE plant");
  const config = { url: server.url, api: "v1", database: "plant" } as const;
  const both = [await run(config, "edge-1"), await run(config, "edge-2")];
  await push(numbered(0, 200));
  for (const sink of both) await drained(sink);
  expect(await influxQl('SELECT count("speed") FROM spindle GROUP BY "edge"')).toEqual([
    [0, 200],
    [0, 200],
  ]);
});

it("[L18] VictoriaMetrics killed right after it acknowledged loses nothing", async () => {
  server = await startVictoriaMetrics();
  const sink = await run({
    url: server.url,
    server: "victoria-metrics",
    bucket: "plant",
    timeoutMs: 2000,
    keepsHours: 876_000,
  });
  await push(numbered(0, 5000));
  await drained(sink);
  await server.kill();
  await server.start();
  await push(numbered(5000, 10));
  await drained(sink);
  await vi.waitFor(async () => expect(await victoriaCount("spindle_speed")).toBe(5010), {
    timeout: 15_000,
    interval: 200,
  });
});
