import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { TagRef } from "../../edge/contracts/plant/tag.ts";
import { type EmbeddedHistorian, startHistorian } from "../../edge/historian/embedded/start-historian.ts";
import { LiveTail } from "../../edge/historian/live-tail.ts";
import { type CommitLog, openLog } from "../../edge/historian/log/commit-log.ts";
import { batchOf, numbered, T0 } from "../fakes/source/samples.ts";

const ref = 1 as TagRef;
const config = {
  retentionHours: 1e6,
  rollupDays: { "1s": 1e5, "10s": 1e5, "1min": 1e5, "1h": 1e5 },
  maxBytes: 1024 ** 3,
  memoryLimitMb: 128,
};
const silent = pino({ level: "silent" });
let dir: string;
let log: CommitLog;
let historian: EmbeddedHistorian;
let now: number;

async function start(logger = silent): Promise<void> {
  const tail = new LiveTail();
  log = await openLog({
    dir: join(dir, "log"),
    edgeId: "edge-1",
    epoch: 1,
    log: silent,
    onCommitted: (batches, _events, _waveforms, position) => tail.committed(batches, position),
  });
  const deletionTime = () => now;
  const parts = { commitLog: log, tail, config, log: logger, deletionTime };
  historian = await startHistorian({ dir: join(dir, "historian"), ...parts });
  await running();
}

async function stop(): Promise<void> {
  await historian.close();
  await log.close();
}

async function running(interval = 20): Promise<void> {
  await vi.waitFor(() => expect(historian.health()).toMatchObject({ state: "running" }), {
    timeout: 15_000,
    interval,
  });
}

async function push(...batches: ReturnType<typeof numbered>[]): Promise<void> {
  let position = 0;
  for (const batch of batches) position = log.push(batch);
  await log.committed(position, AbortSignal.timeout(60_000));
}

beforeEach(async () => {
  now = T0;
  dir = await mkdtemp(join(tmpdir(), "gemba-historian-"));
  await start();
});

afterEach(async () => {
  await stop();
  await rm(dir, { recursive: true, force: true });
});

it("answers a trend with exact extremes, the newest committed sample included", async () => {
  await push(numbered(0, 10_000));
  await push(batchOf([1, T0 + 5000 * 1000 + 1, 1e6]));
  const trend = await historian.trend({ ref, from: T0, to: T0 + 10_000_000, width: 10 });
  expect(trend.times).toEqual(Array.from({ length: 10 }, (_, i) => T0 + i * 1_000_000));
  expect(trend.min).toEqual(Array.from({ length: 10 }, (_, i) => i * 1000));
  expect(trend.max[5]).toBe(1e6);
  expect(trend.max[9]).toBe(9999);
  expect(trend.last[9]).toBe(9999);
  expect(trend.mean[0]).toBeCloseTo(499.5, 9);
  expect(trend.doubtful.some(Boolean)).toBe(false);
});

it("keeps Bad samples and non-numbers out of the extremes, and marks the column", async () => {
  await push(
    batchOf(
      [1, T0, 5],
      [1, T0 + 1, 99, 0x80000000],
      [1, T0 + 2, Number.NaN, 0x80000000],
      [1, T0 + 3, Number.POSITIVE_INFINITY],
      [1, T0 + 1_000_000, 7],
    ),
  );
  const trend = await historian.trend({ ref, from: T0, to: T0 + 2_000_000, width: 2 });
  expect(trend).toMatchObject({ min: [5, 7], max: [5, 7], last: [5, 7], doubtful: [true, false] });
});

it("returns samples and texts unchanged, the last arrival winning on an equal key", async () => {
  await push(batchOf([1, T0, 5], [1, T0 + 10, '零件 "A"\n'], [1, T0 + 20, 6]), batchOf([1, T0 + 20, 6, 0x40000000]));
  const { arrivedBy, ...raw } = await historian.raw(ref, T0, T0 + 1000, 100);
  expect(arrivedBy).toEqual([expect.any(Number), expect.any(Number), expect.any(Number)]);
  expect(raw).toEqual({
    times: [T0, T0 + 10, T0 + 20],
    values: [5, null, 6],
    texts: [null, '零件 "A"\n', null],
    statuses: [0, 0, 0x40000000],
  });
});

it("[D22] samples read for a query arrived by the time of the query, not of the last notice", async () => {
  await push(batchOf([1, T0, "heard"]));
  await vi.waitFor(() => expect(historian.health().backlogSamples).toBe(0), { timeout: 15_000, interval: 1 });
  now = T0 + 5e6;
  await push(batchOf([1, T0 + 1, "asked"]));
  await historian.keyframe(T0 + 2);
  await vi.waitFor(() => expect(historian.health().backlogSamples).toBe(0), { timeout: 15_000, interval: 1 });
  const { arrivedBy } = await historian.raw(ref, T0, T0 + 1000, 100);
  expect(arrivedBy).toEqual([T0, T0 + 5e6]);
});

it("rejects invalid queries", async () => {
  await expect(historian.trend({ ref, from: T0, to: T0, width: 10 })).rejects.toMatchObject({ code: "bad-request" });
  await expect(historian.trend({ ref, from: T0, to: T0 + 1, width: 5000 })).rejects.toMatchObject({
    code: "bad-request",
  });
  await expect(historian.raw(ref, Number.NaN, 1, 1)).rejects.toMatchObject({ code: "bad-request" });
});

it("[L15] a killed process comes back and stores each sample once", async () => {
  let pushed = 0;
  for (let round = 0; round < 3; round++) {
    const pid = historian.pid as number;
    for (let k = 0; k < 40; k++, pushed += 500) log.push(numbered(pushed, 500));
    await vi.waitFor(() => expect(log.position).toBe(pushed), { timeout: 5000, interval: 5 });
    if (round > 0)
      await vi.waitFor(() => expect(historian.counters.written).toBeGreaterThan(0), { timeout: 10_000, interval: 5 });
    process.kill(pid, "SIGKILL");
    await vi.waitFor(() => expect(historian.pid).not.toBe(pid), { timeout: 5000, interval: 2 });
    await expect(historian.count()).rejects.toMatchObject({ code: "unavailable" });
    await running();
  }
  expect(await historian.count()).toBe(pushed);
  expect(historian.counters).toMatchObject({ restarts: 3, lost: 0 });
});

it("[D21] the first answer of a process that was killed has every sample, although it reads them again", async () => {
  await push(...Array.from({ length: 4 }, (_, k) => numbered(k * 50_000, 50_000)));
  await vi.waitFor(() => expect(historian.health().backlogSamples).toBe(0), { timeout: 15_000, interval: 5 });
  process.kill(historian.pid as number, "SIGKILL");
  await vi.waitFor(() => expect(historian.health().state).not.toBe("running"), { timeout: 5000, interval: 1 });
  await running(1);
  const { last } = await historian.trend({ ref, from: T0, to: T0 + 200_000_000, width: 4 });
  expect(last).toEqual([49_999, 99_999, 149_999, 199_999]);
});

it("[D27] a process that does not close in time is ended by force with a warning, and nothing is lost", async () => {
  await stop();
  const said: string[] = [];
  await start(pino({ level: "warn" }, { write: (line) => void said.push(line) }));
  await push(numbered(0, 3000));
  process.kill(historian.pid as number, "SIGSTOP");
  await stop();
  expect(said.map((line) => JSON.parse(line))).toEqual([expect.objectContaining({ level: 40, withinMs: 2_000 })]);
  await start();
  expect(await historian.count()).toBe(3000);
});

it("[L16] a damaged database is moved aside and rebuilt from the log", async () => {
  await push(numbered(0, 3000));
  expect(await historian.count()).toBe(3000);
  await stop();
  await writeFile(join(dir, "historian", "history.duckdb"), "this is not a database");
  await start();
  expect(await historian.count()).toBe(3000);
  expect(await readdir(join(dir, "historian"))).toContain("history.duckdb.damaged");
});

it("continues where it was after a clean restart", async () => {
  await push(numbered(0, 1000));
  await historian.count();
  await stop();
  await start();
  await push(numbered(1000, 1000));
  expect(await historian.count()).toBe(2000);
  expect(historian.counters).toMatchObject({ lost: 0, written: 1000 });
});
