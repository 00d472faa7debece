import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { BatchBuilder } from "../../edge/batch/builder.ts";
import type { Trend } from "../../edge/contracts/path/historian.ts";
import type { SampleBatch } from "../../edge/contracts/path/sample-batch.ts";
import { checkData } from "../../edge/historian/archive/check-data.ts";
import { Answers } from "../../edge/historian/embedded/answers.ts";
import { Store } from "../../edge/historian/embedded/store.ts";
import { type CommitLog, openLog } from "../../edge/historian/log/commit-log.ts";
import { LogReader } from "../../edge/historian/log/log-reader.ts";
import { STEPS, stopClocks } from "../fakes/clock/clocks.ts";
import { batchOf } from "../fakes/source/samples.ts";

/** 2026-03-02T00:00:00Z in µs. */
const T0 = Date.UTC(2026, 2, 2) * 1000;
const MINUTE = 60e6;
const NOW = T0 + 100 * 60 * MINUTE;
const NOTHING = new BatchBuilder().finish(0);
const LOG = "log";
let dir: string;
let log: CommitLog;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-hot-"));
  log = await openLog({ dir: join(dir, LOG), edgeId: "edge-1", epoch: 1, log: pino({ level: "silent" }), commitMs: 1 });
});

afterEach(async () => {
  vi.useRealTimers();
  await log.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Two tags a second, from minute to minute. */
function minutes(from: number, to: number): SampleBatch {
  return batchOf(
    ...Array.from(
      { length: (to - from) * 120 },
      (_, i) => [1 + (i % 2), T0 + from * MINUTE + Math.floor(i / 2) * 1e6, from * 120 + i] as const,
    ),
  );
}

async function commit(...batches: SampleBatch[]): Promise<void> {
  // One commit each, so that chunks end between them.
  for (const batch of batches) await log.committed(log.push(batch), AbortSignal.timeout(60_000));
}

/** The work of the historian's process: opens, reads samples for memory again, follows the log. */
async function follow(
  memoryLimitMb = 128,
  now?: number,
): Promise<{ store: Store; recalled: number; count: () => Promise<number> }> {
  const store = await Store.open(join(dir, "history.duckdb"), memoryLimitMb, {
    logDir: join(dir, LOG),
    clock: () => now,
  });
  const cursor = (await store.cursor(LOG)) ?? { position: 0, samplesFrom: 0 };
  await store.recall(LOG, cursor);
  const recalled = store.hot.length;
  const reader = new LogReader(join(dir, LOG), cursor.position);
  for (
    let chunk = await reader.read(2_000, log.position);
    chunk !== undefined;
    chunk = await reader.read(2_000, log.position)
  )
    await store.append(chunk, LOG);
  await reader.close();
  const answers = new Answers(store);
  return { store, recalled, count: async () => (await answers.to({ kind: "count" }, NOTHING)) as number };
}

it("[D9][D4] numbers wait for their span in memory, and are read again from the log after a restart", async () => {
  await commit(...Array.from({ length: 13 }, (_, i) => minutes(i * 10, (i + 1) * 10)));
  const first = await follow();
  expect(await first.store.closeDue(NOW)).toBe(2);
  // Ten minutes are left. Their neighbours in the log are in spans.
  expect(first.store.hot.length).toBe(10 * 120);
  expect(first.store.hasStored).toBe(false);
  expect(await first.count()).toBe(130 * 120);
  await first.store.close();

  await commit(minutes(130, 140));
  const second = await follow();
  expect(second.recalled).toBe(10 * 120);
  expect(await second.count()).toBe(140 * 120);
  expect(await second.store.closeDue(NOW, { late: true })).toBe(0);
  await second.store.close();
});

it("[D9] the log is kept from the oldest sample that is only in memory", async () => {
  await commit(...Array.from({ length: 13 }, (_, i) => minutes(i * 10, (i + 1) * 10)));
  const { store } = await follow();
  expect(store.keepFrom).toBe(0);
  await store.closeDue(NOW);
  // The log goes back at least to the first sample of the third hour.
  expect(store.keepFrom).toBeGreaterThan(100 * 120);
  expect(store.keepFrom).toBeLessThanOrEqual(120 * 120);
  await store.close();
});

it("[D5] late and repeated samples are put in order, also over a restart", async () => {
  await commit(...Array.from({ length: 13 }, (_, i) => minutes(i * 10, (i + 1) * 10)));
  const first = await follow();
  await first.store.closeDue(NOW);
  await first.store.close();
  const late = batchOf([1, T0 + 5 * MINUTE + 500_000, -1], [1, T0 + 6 * MINUTE, -2], [3, T0 + 7 * MINUTE, -3]);
  await commit(late);
  const second = await follow();
  expect(second.store.hot.length).toBe(10 * 120 + 3);
  expect(await second.store.closeDue(NOW, { late: true })).toBe(1);
  // One of the three has the key of an existing sample.
  expect(await second.count()).toBe(130 * 120 + 2);
  const raw = await new Answers(second.store).to(
    { kind: "raw", question: { ref: 1 as never, from: T0 + 6 * MINUTE, to: T0 + 6 * MINUTE + 1, limit: 10 } },
    NOTHING,
  );
  expect(raw).toMatchObject({ values: [-2] });
  await second.store.close();
  const third = await follow();
  expect(await third.count()).toBe(130 * 120 + 2);
  await third.store.close();
});

it.each(STEPS)("[TW9] [D5] a wall clock set %s merges late samples neither sooner nor later", async (_how, stepMs) => {
  stopClocks();
  await commit(...Array.from({ length: 13 }, (_, i) => minutes(i * 10, (i + 1) * 10)));
  const { store, count } = await follow();
  await store.closeDue(NOW);
  const reader = new LogReader(join(dir, LOG), log.position);
  await commit(batchOf([1, T0 + 5 * MINUTE + 500_000, -1]));
  await store.append((await reader.read(2_000, log.position)) ?? expect.fail("no chunk"), LOG);
  await reader.close();
  const now = NOW + stepMs * 1000;
  vi.advanceTimersByTime(599_000);
  expect(await store.closeDue(now)).toBe(0);
  vi.advanceTimersByTime(1_000);
  expect(await store.closeDue(now)).toBe(1);
  expect(await count()).toBe(130 * 120 + 1);
  await store.close();
});

it("[D9] numbers beyond the bound stay in the log, are found there, and count once after a restart", async () => {
  // 64 MB of DuckDB allow 768,000 samples; these are all in one minute.
  const many = Array.from({ length: 140 }, (_, k) =>
    batchOf(...Array.from({ length: 15_000 }, (_row, i) => [1 + i, T0 + k * 100_000, k] as const)),
  );
  await commit(...many);
  for (let round = 0; round < 2; round++) {
    const { store, count } = await follow(64);
    expect(await store.closeDue(T0 + MINUTE)).toBe(0);
    expect(store.hasStored).toBe(false);
    expect(store.hot.inMemory).toBeLessThan(768_001);
    expect(store.keepFrom).toBe(0);
    expect(await count()).toBe(140 * 15_000);
    await expectAll(store);
    await store.close();
  }
  await commit(batchOf([1, T0 + 4 * MINUTE, -1]));
  const { store, count } = await follow(64);
  expect(await store.closeDue(NOW)).toBe(1);
  expect(store.spans.all()[0]?.parts.length).toBeGreaterThan(5);
  expect(await count()).toBe(140 * 15_000 + 1);
  expect(store.keepFrom).toBeGreaterThan(139 * 15_000);
  await expectAll(store);
  expect((await checkData(store)).problems).toEqual([]);
  await store.close();
});

/** Each of 15,000 tags has 140 samples, the newest of them 139. */
async function expectAll(store: Store): Promise<void> {
  const answers = new Answers(store);
  for (const ref of [1, 7_500, 15_000]) {
    const raw = (await answers.to(
      { kind: "raw", question: { ref: ref as never, from: T0, to: T0 + MINUTE, limit: 1000 } },
      NOTHING,
    )) as { values: number[] };
    expect(raw.values).toEqual(Array.from({ length: 140 }, (_, k) => k));
  }
  const keyframe = (await answers.to({ kind: "keyframe", at: T0 + 5e6 }, NOTHING)) as { samples: SampleBatch };
  expect(keyframe.samples.length).toBe(15_000);
  expect(keyframe.samples.values.every((value) => value === 50)).toBe(true);
  const stretch = (await answers.to(
    { kind: "stretch", question: { from: T0 + 5e6, to: T0 + 7e6, every: 0 } },
    NOTHING,
  )) as { samples: SampleBatch };
  expect(stretch.samples.length).toBe(20 * 15_000);
}

it("[D3] replay begins when the first sample arrived and ends with the newest not ahead of the clock", async () => {
  const serial = batchOf([7, Date.UTC(2021, 0, 1) * 1000, 1234], [8, Date.UTC(2100, 0, 1) * 1000, 1]);
  await commit({ ...serial, receivedAt: T0 }, { ...minutes(0, 10), receivedAt: T0 + 10 * MINUTE });
  const { store } = await follow();
  const range = async () => await new Answers(store).to({ kind: "range" }, NOTHING);
  const found = (await range()) as { from: number; to: number };
  expect(found.from).toBe(T0);
  expect(found.to).toBeLessThanOrEqual(Date.now() * 1000);
  await store.close();
  const again = await follow();
  expect(await new Answers(again.store).to({ kind: "range" }, NOTHING)).toMatchObject({ from: T0 });
  await commit(minutes(10, 130));
  await again.store.close();
  const closed = await follow();
  await closed.store.closeDue(NOW);
  expect(await new Answers(closed.store).to({ kind: "range" }, NOTHING)).toMatchObject({ from: T0 });
  await closed.store.close();
});

it("[D1][D3] a span with many samples is several files by tag: each tag is found, and all at an instant", async () => {
  const TAGS = 600;
  const seconds = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, s) =>
      batchOf(
        ...Array.from({ length: TAGS }, (_tag, i) => [i * 3, T0 + (from + s) * 1e6, i * 10_000 + from + s] as const),
      ),
    );
  await commit(...seconds(0, 900));
  await commit(minutes(70, 71));
  const { store, count } = await follow();
  expect(await store.closeDue(NOW)).toBe(1);
  const [span] = store.spans.all();
  expect(span?.parts.length).toBe(3);
  expect(await count()).toBe(TAGS * 900 + 120);
  const answers = new Answers(store);
  for (const { ref } of span?.parts ?? []) {
    for (const near of [Math.max(0, ref - 3), ref, ref + 3]) {
      const raw = (await answers.to(
        { kind: "raw", question: { ref: near as never, from: T0, to: T0 + 900e6, limit: 1000 } },
        NOTHING,
      )) as { values: number[] };
      expect(raw.values).toEqual(Array.from({ length: 900 }, (_, s) => (near / 3) * 10_000 + s));
    }
  }
  const keyframe = (await answers.to({ kind: "keyframe", at: T0 + 100e6 }, NOTHING)) as { samples: SampleBatch };
  expect([...keyframe.samples.values]).toEqual(Array.from({ length: TAGS }, (_, i) => i * 10_000 + 100));
  expect((await checkData(store)).problems).toEqual([]);
  // A late sample makes them one file again.
  await commit(batchOf([900, T0 + 5_500_000, -1]));
  await store.close();
  const again = await follow();
  expect(await again.store.closeDue(NOW, { late: true })).toBe(1);
  expect(again.store.spans.all()[0]?.parts.length).toBe(1);
  expect(await again.count()).toBe(TAGS * 900 + 121);
  expect((await checkData(again.store)).problems).toEqual([]);
  await again.store.close();
});

it("[D8] above the bound, the oldest samples are deleted first, roll-ups of a minute and an hour last", async () => {
  await commit(...Array.from({ length: 25 }, (_, i) => minutes(i * 10, (i + 1) * 10)));
  const { store } = await follow(128, NOW);
  await store.closeDue(NOW);
  const spans = store.spans.all();
  expect(spans).toHaveLength(4);
  const keepAll = { retentionHours: 1e5, rollupDays: { "1s": 1e5, "10s": 1e5, "1min": 1e5, "1h": 1e5 } };
  const samplesOf = (span: number): number => spans[span]?.files.get("samples") ?? 0;
  // Room for all samples but one and a half spans; four fifths of it are for spans.
  await store.retire(NOW, keepAll, (store.spans.bytes - samplesOf(0) - samplesOf(1) / 2) / 0.8);
  expect(store.spans.all().map(({ files }) => files.has("samples"))).toEqual([false, false, true, true]);
  expect(store.spans.all().map(({ files }) => files.has("1min") && files.has("1h") && files.has("10s"))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  const trend = (await new Answers(store).to(
    { kind: "trend", question: { ref: 1 as never, from: T0, to: T0 + 60 * MINUTE, width: 60 } },
    NOTHING,
  )) as Trend;
  expect(trend.times).toHaveLength(60);
  expect(trend.max[59]).toBe(60 * 120 - 2);
  const coarse = store.spans
    .all()
    .reduce(
      (sum, { files }) =>
        sum + [...files].reduce((bytes, [file, size]) => bytes + (file === "samples" || file === "10s" ? 0 : size), 0),
      0,
    );
  await store.retire(NOW, keepAll, (coarse + 10) / 0.8);
  expect(store.spans.all().map(({ files }) => files.has("samples") || files.has("10s"))).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(store.spans.all().map(({ files }) => files.has("1min"))).toEqual([true, true, true, true]);
  // By age: each kind of file is kept for a time of its own.
  const keepHours = { retentionHours: 1, rollupDays: { "1s": 0, "10s": 0, "1min": 0, "1h": 2 / 24 } };
  await store.retire(NOW + 90 * MINUTE, keepHours, 1e9);
  expect(
    store.spans.all().map(({ files }) => [...files.keys()].filter((file) => file === "1min" || file === "1h")),
  ).toEqual([["1h"], ["1h"], ["1h"], ["1h"]]);
  await store.retire(NOW + 120 * MINUTE, keepHours, 1e9);
  expect(store.spans.all()).toEqual([]);
  await store.close();
});
