import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { storageFindings } from "../../../edge/historian/log/storage-findings.ts";
import { LogFolder, never } from "../../fakes/log/folder.ts";
import { numbered, valuesOf } from "../../fakes/source/samples.ts";

const folder = new LogFolder();

it("[L12] above the byte bound the oldest segment is deleted, with a gap for readers behind it", async () => {
  const log = await folder.start({ segmentBytes: 2000, maxBytes: 6000 });
  const read = await log.feed("reader", 0);
  const slow = await log.feed("slow", 0);
  for (let n = 0; n < 3000; n += 100) {
    await log.committed(log.push(numbered(n, 100)), never);
    read.acknowledge(log.position);
  }
  expect(log.counters.diskBytes).toBeLessThan(10_000);
  const { retiredUnread } = log.counters;
  expect(retiredUnread).toBeGreaterThan(1000);
  await vi.waitFor(async () =>
    expect((await folder.readAll()).flatMap(({ events }) => events).at(-1)).toMatchObject({
      type: "gap.declared",
      schema: "gap/1",
      payload: { source: "commit-log", reason: "buffer_full" },
    }),
  );
  let samples = 0;
  while (slow.backlogSamples > 0) {
    const { batches, to } = await slow.read(500, never);
    samples += valuesOf(batches).length;
    slow.acknowledge(to);
  }
  expect(samples).toBeGreaterThan(0);
  expect(slow.lost).toBeGreaterThanOrEqual(retiredUnread);
});

it("[L12] a segment is deleted by age only when every cursor has settled past it", async () => {
  const log = await folder.start({ segmentBytes: 500, retentionHours: 0 });
  const reader = await log.feed("reader", 0);
  const settling = await log.feed("settling", 3_600_000);
  for (let n = 0; n < 500; n += 50) {
    await log.committed(log.push(numbered(n, 50)), never);
    reader.acknowledge(log.position);
    settling.acknowledge(log.position);
  }
  expect((await folder.segments())[0]).toMatch(/-0000000000000000\.seg$/);
  expect(log.counters.retiredUnread).toBe(0);
});

it("[L13] a feed continues at the settled position, before and after a restart", async () => {
  const log = await folder.start();
  await log.committed(log.push(numbered(0, 100)), never);
  const settled = await log.feed("settled", 0);
  const unsettled = await log.feed("unsettled", 3_600_000);
  for (const feed of [settled, unsettled]) feed.acknowledge((await feed.read(1000, never)).to);
  await folder.stop(log);
  const again = await folder.start();
  expect((await again.feed("settled", 0)).backlogSamples).toBe(0);
  const feed = await again.feed("unsettled", 3_600_000);
  expect(feed.backlogSamples).toBe(100);
  feed.acknowledge((await feed.read(1000, never)).to);
  expect(feed.backlogSamples).toBe(0);
  await feed.rewind();
  expect(valuesOf((await feed.read(1000, never)).batches)).toHaveLength(100);
});

it("[L21] new items are read between those of a backlog, each once; a rewind repeats unsettled ones", async () => {
  const log = await folder.start({ catchUpFrom: 5000 });
  const feed = await log.feed("sink", 0);
  for (let n = 0; n < 10_000; n += 100) await log.committed(log.push(numbered(n, 100)), never);
  await feed.rewind();
  const got: number[] = [];
  let isLiveFirst = false;
  // Starts at the process's own time: earlier notes must not lie in the future.
  const begun = performance.now();
  vi.spyOn(performance, "now").mockImplementation(() => begun + got.length * 10);
  await log.committed(log.push(numbered(10_000, 100)), never);
  while (feed.backlogSamples > 0) {
    const { batches, to } = await feed.read(100, never);
    const values = valuesOf(batches);
    isLiveFirst ||= values.includes(10_000) && !got.includes(9_000);
    got.push(...values);
    feed.acknowledge(to);
    if (got.length === 3000) await log.committed(log.push(numbered(10_100, 100)), never);
  }
  vi.restoreAllMocks();
  expect(isLiveFirst).toBe(true);
  expect(got.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 10_200 }, (_, n) => n));
  await log.committed(log.push(numbered(10_200, 100)), never);
  expect(valuesOf((await feed.read(1000, never)).batches)[0]).toBe(10_200);
});

it("[L21] an interrupted catch-up is delivered again from the cursor on", async () => {
  const log = await folder.start({ catchUpFrom: 500 });
  const feed = await log.feed("sink", 0);
  for (let n = 0; n < 1000; n += 100) await log.committed(log.push(numbered(n, 100)), never);
  await feed.rewind();
  feed.acknowledge((await feed.read(100, never)).to);
  await log.committed(log.push(numbered(1000, 100)), never);
  const now = performance.now();
  vi.spyOn(performance, "now").mockReturnValue(now + 10_000);
  const live = await feed.read(100, never);
  expect(valuesOf(live.batches)[0]).toBe(1000);
  feed.acknowledge(live.to);
  vi.restoreAllMocks();
  expect(feed.backlogSamples).toBe(900);
  await feed.rewind();
  expect(feed.backlogSamples).toBe(1000);
  const got: number[] = [];
  while (feed.backlogSamples > 0) {
    const { batches, to } = await feed.read(100, never);
    got.push(...valuesOf(batches));
    feed.acknowledge(to);
  }
  expect(got.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, n) => 100 + n));
});

it("[L13] a torn cursor file costs a repeated delivery, nothing else", async () => {
  await folder.writeOnce(10);
  await writeFile(join(folder.dir, "cursors", "sink.json"), '{"logUid":"');
  expect((await (await folder.start()).feed("sink", 0)).backlogSamples).toBe(10);
});

it("[L19] low disk space deletes segments that every cursor has settled, of any age, and no others", async () => {
  let free = 1e9;
  const log = await folder.start({ segmentBytes: 2000, spaceOf: () => Promise.resolve({ free, size: 1e9 }) });
  const slow = await log.feed("slow", 0);
  for (let n = 0; n < 1000; n += 100) await log.committed(log.push(numbered(n, 100)), never);
  const all = (await folder.segments()).length;
  free = 49e6;
  // The file system is measured four times a second at most.
  await vi.waitFor(async () => {
    await log.committed(log.push(numbered(1000, 1)), never);
    expect(log.storage.isLow).toBe(true);
  });
  expect((await folder.segments()).length).toBeGreaterThanOrEqual(all);
  slow.acknowledge(log.position);
  await vi.waitFor(async () => {
    await log.committed(log.push(numbered(1000, 1)), never);
    expect((await folder.segments()).length).toBeLessThanOrEqual(2);
  });
  expect(log.counters.retiredUnread).toBe(0);
});

it("[L19] the log leaves a reserve of disk space free: nothing is acknowledged until there is room again", async () => {
  let free = 1e9;
  const log = await folder.start({ spaceOf: () => Promise.resolve({ free, size: 1e9 }) });
  await log.committed(log.push(numbered(0, 10)), never);
  free = 9e6;
  await vi.waitFor(() => {
    log.push(numbered(10, 1));
    expect(log.storage.problem).toContain("ENOSPC");
  });
  free = 1e9;
  await log.committed(log.push(numbered(11, 10)), AbortSignal.timeout(5000));
  expect(log.problem).toBeUndefined();
});

it("[L20] the backlog of the slowest reader is a share of the bound, and a finding from one half on", async () => {
  const log = await folder.start({ segmentBytes: 2000, maxBytes: 20_000 });
  const [fast, slow] = [await log.feed("fast", 0), await log.feed("slow", 0)];
  const standing = () =>
    storageFindings(log.storage, "urn:gemba:edge:1" as AssetUid, 0).filter((finding) => finding.standing);
  expect(standing()).toEqual([]);
  while (log.storage.backlogShare < 0.55) {
    await log.committed(log.push(numbered(log.position, 50)), never);
    fast.acknowledge(log.position);
  }
  expect(log.storage.slowest).toBe("slow");
  expect(standing()).toMatchObject([
    {
      rule: "edge/log-backlog",
      kind: "system",
      severity: 500,
      message: { en: expect.stringContaining("slow does not keep up") },
    },
  ]);
  slow.acknowledge(log.position);
  expect(standing()).toEqual([]);
  while (log.counters.retiredUnread === 0) await log.committed(log.push(numbered(log.position, 50)), never);
  expect(standing()).toContainEqual(expect.objectContaining({ rule: "edge/log-unread", severity: 700 }));
});
