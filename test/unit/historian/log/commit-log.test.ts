import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import type { EdgeEvent } from "../../../../edge/contracts/path/event-batch.ts";
import type { TagRef } from "../../../../edge/contracts/plant/tag.ts";
import { LogReader } from "../../../../edge/historian/log/log-reader.ts";
import { LogFolder, never } from "../../../fakes/log/folder.ts";
import { batchOf, numbered, T0, valuesOf } from "../../../fakes/source/samples.ts";
import { partOf } from "../../../run/long-sets.ts";

const folder = new LogFolder();
const event: EdgeEvent = {
  eventUid: "0",
  type: "piece.finished",
  time: T0,
  receivedAt: T0,
  schema: "piece/1",
  payload: { variant: "8 号" },
};

/** Offset of the sample block number `nth` (from 0). */
function nthSampleBlock(bytes: Buffer, nth: number): number {
  const start = Buffer.from([...Buffer.from("GMBK"), 2]);
  let at = bytes.indexOf(start);
  for (let i = 0; i < nth; i++) at = bytes.indexOf(start, at + 1);
  return at;
}

it("[L1] passes data on only when they are on disk, in order and once", async () => {
  const seen: number[] = [];
  const onDisk: boolean[] = [];
  const log = await folder.start({
    onCommitted(batches, _events, _waveforms, position) {
      seen.push(...valuesOf(batches));
      onDisk.push(position <= log.position);
    },
  });
  let position = 0;
  for (let n = 0; n < 500; n += 5) position = log.push(numbered(n, 5));
  expect(position).toBe(500);
  await log.committed(position, never);
  expect(seen).toEqual(Array.from({ length: 500 }, (_, n) => n));
  expect(onDisk.every(Boolean)).toBe(true);
  expect((await folder.readAll()).flatMap(({ batches }) => valuesOf(batches))).toEqual(seen);
});

it("[L2] keeps the order of samples, events and waveforms, and a segment can be read alone", async () => {
  const log = await folder.start();
  log.push(batchOf([1, T0, 1], [2, T0, "文本"]));
  log.pushEvents({ events: [event, event] });
  log.pushWaveform({
    tag: 3 as TagRef,
    start: T0,
    receivedAt: T0,
    dtS: 0.001,
    unit: "g",
    status: 0,
    flags: 4,
    points: Float32Array.of(1, 2.5),
    context: { tool: "T1" },
  });
  const position = log.push(batchOf([1, T0 + 1, 2]));
  expect(position).toBe(6);
  await log.committed(position, never);
  const [chunk] = await folder.readAll();
  expect(chunk).toMatchObject({
    from: 0,
    to: 6,
    samples: 3,
    lost: 0,
    events: [event, event],
    waveforms: [{ tag: 3, unit: "g", flags: 4, context: { tool: "T1" }, points: Float32Array.of(1, 2.5) }],
  });
  expect(chunk?.batches[0]?.texts.get(1)).toBe("文本");
  expect(chunk?.dictionary.map(({ ref, tagUid, unit }) => [ref, tagUid, unit])).toEqual(
    [1, 2, 3].map((ref) => [ref, `urn:test:asset:1#signal-${ref}`, "Cel"]),
  );
});

it("a reader can begin in the middle of a block", async () => {
  const log = await folder.start();
  await log.committed(log.push(numbered(0, 100)), never);
  expect((await folder.readAll(42)).flatMap(({ batches }) => valuesOf(batches))).toEqual(
    Array.from({ length: 58 }, (_, i) => 42 + i),
  );
});

it("[L5] positions continue after a restart, in a new segment with its own dictionary", async () => {
  await folder.writeOnce(10);
  const log = await folder.start({ epoch: 2 });
  expect(log.position).toBe(10);
  expect(log.push(numbered(10, 10))).toBe(20);
  await log.committed(20, never);
  const chunks = await folder.readAll();
  expect(chunks.flatMap(({ batches }) => valuesOf(batches))).toEqual(Array.from({ length: 20 }, (_, n) => n));
  expect(chunks.flatMap(({ dictionary }) => dictionary)).toHaveLength(2);
  expect(await folder.segments()).toHaveLength(2);
});

it("[L9] opens with a segment truncated anywhere, counts the cut bytes and keeps all data before", async () => {
  const log = await folder.start();
  for (let n = 0; n < 40; n += 4) await log.committed(log.push(numbered(n, 4)), never);
  await folder.stop(log);
  const name = (await folder.segments())[0] as string;
  const whole = await readFile(join(folder.dir, name));
  const lengths = Array.from({ length: Math.floor(whole.length / 13) + 1 }, (_, n) => n * 13);
  for (const length of partOf(lengths, 3)) {
    await rm(folder.dir, { recursive: true });
    await mkdir(folder.dir);
    await writeFile(join(folder.dir, name), whole.subarray(0, length));
    const again = await folder.start();
    const kept = again.position;
    expect(kept % 4).toBe(0);
    await again.committed(again.push(numbered(kept, 1)), never);
    expect((await folder.readAll()).flatMap(({ batches }) => valuesOf(batches))).toEqual(
      Array.from({ length: kept + 1 }, (_, n) => n),
    );
    await folder.stop(again);
  }
});

it("[L10] a damaged block costs its own samples only, which are counted", async () => {
  const log = await folder.start();
  for (let n = 0; n < 100; n += 10) await log.committed(log.push(numbered(n, 10)), never);
  await folder.stop(log);
  const path = join(folder.dir, (await folder.segments())[0] as string);
  const bytes = await readFile(path);
  const fourth = nthSampleBlock(bytes, 3);
  for (const at of [fourth, fourth + 8, fourth + 11, fourth + 17, fourth + 60]) {
    const damaged = Buffer.from(bytes);
    damaged[at] = (damaged[at] as number) ^ 0xff;
    await writeFile(path, damaged);
    const chunks = await folder.readAll();
    expect(chunks.flatMap(({ batches }) => valuesOf(batches))).toEqual(
      Array.from({ length: 100 }, (_, n) => n).filter((n) => n < 30 || n >= 40),
    );
    expect(chunks.reduce((sum, { lost }) => sum + lost, 0)).toBe(10);
  }
});

it("[L10] a reader does not wait for damaged samples at the very end", async () => {
  const log = await folder.start();
  await log.committed(log.push(numbered(0, 10)), never);
  await log.committed(log.push(numbered(10, 10)), never);
  const path = join(folder.dir, (await folder.segments())[0] as string);
  const bytes = await readFile(path);
  bytes[bytes.length - 9] = (bytes.at(-9) as number) ^ 1;
  await writeFile(path, bytes);
  const reader = new LogReader(folder.dir, 0);
  expect(await reader.read(1000, 20)).toMatchObject({ samples: 10, to: 20, lost: 10 });
  await log.committed(log.push(numbered(20, 5)), never);
  expect(await reader.read(1000, 25)).toMatchObject({ samples: 5, to: 25, lost: 0 });
  await reader.close();
});

it("[L11] refuses a segment of a newer format and names it", async () => {
  await folder.writeOnce(1);
  const path = join(folder.dir, (await folder.segments())[0] as string);
  const bytes = await readFile(path);
  const { crc32 } = await import("node:zlib");
  bytes.writeUInt16LE(2, 8);
  const json = bytes.readUInt32LE(12);
  bytes.writeUInt32LE(crc32(bytes.subarray(24, 24 + json), crc32(bytes.subarray(0, 16))), 16);
  await writeFile(path, bytes);
  await expect(folder.start()).rejects.toMatchObject({ code: "disk", message: expect.stringContaining(path) });
});

it("[L11] reads a segment of each released format, and continues after it", async () => {
  await copyFile(
    join(import.meta.dirname, "segments", "format-1.seg"),
    join(folder.dir, "00000001-0000000000000000.seg"),
  );
  const log = await folder.start();
  expect(log.position).toBe(104);
  await log.committed(log.push(numbered(100, 1)), never);
  const chunks = await folder.readAll();
  const values = valuesOf(chunks.flatMap(({ batches }) => batches));
  expect(values.slice(0, 100)).toEqual(Array.from({ length: 100 }, (_, n) => n));
  expect(values.slice(101)).toEqual([-0, Number.NaN, 100]);
  expect(chunks.flatMap(({ events }) => events)).toEqual([event]);
});

it("[L14] data beyond the memory bound are dropped, counted and declared", async () => {
  const log = await folder.start({ commitMs: 50, fullBytes: 20_000, maxPendingBytes: 50_000 });
  for (let n = 0; n < 10_000; n += 100) log.push(numbered(n, 100));
  expect(log.full).toBe(true);
  const { dropped } = log.counters;
  expect(dropped).toBeGreaterThan(5000);
  await vi.waitFor(async () =>
    expect((await folder.readAll()).flatMap(({ events }) => events)[0]?.payload).toMatchObject({
      source: "line",
      reason: "buffer_full",
      lost: dropped,
    }),
  );
  expect(log.full).toBe(false);
  expect((await folder.readAll()).reduce((sum, { samples }) => sum + samples, 0) + dropped).toBe(10_000);
});

it("[L10] damage is declared once, however many readers meet it", async () => {
  const log = await folder.start();
  const feeds = [await log.feed("a", 0), await log.feed("b", 0)];
  for (let n = 0; n < 300; n += 100) await log.committed(log.push(numbered(n, 100)), never);
  const path = join(folder.dir, (await folder.segments())[0] as string);
  const bytes = await readFile(path);
  bytes[nthSampleBlock(bytes, 1) + 50] = (bytes[nthSampleBlock(bytes, 1) + 50] as number) ^ 1;
  await writeFile(path, bytes);
  for (const feed of feeds) expect(valuesOf((await feed.read(1000, never)).batches)).toHaveLength(200);
  expect(log.counters.damaged).toBe(100);
  const gaps = () => folder.readAll().then((chunks) => chunks.flatMap(({ events }) => events));
  await vi.waitFor(async () => expect(await gaps()).toHaveLength(1));
  // Numbered samples carry the arrival of their batch.
  expect((await gaps())[0]?.payload).toMatchObject({
    source: "commit-log",
    reason: "log_damaged",
    lost: 100,
    from: T0,
    to: T0 + 200_000,
  });
});

it("aborted waits reject, and so do waits at the close", async () => {
  const log = await folder.start();
  await expect(log.committed(5, AbortSignal.abort(new Error("stopped")))).rejects.toThrow("stopped");
  const waiting = expect(log.committed(5, never)).rejects.toMatchObject({ code: "unavailable" });
  await folder.stop(log);
  await waiting;
});

it("commits what was pushed right before it is closed", async () => {
  const log = await folder.start({ commitMs: 1000 });
  log.push(numbered(0, 10));
  await folder.stop(log);
  expect((await folder.readAll())[0]).toMatchObject({ samples: 10 });
});

it("an exception in a consumer does not stop the log", async () => {
  const log = await folder.start({
    onCommitted() {
      throw new Error("a detector is broken");
    },
  });
  await log.committed(log.push(numbered(0, 1)), never);
  await log.committed(log.push(numbered(1, 1)), never);
  expect(log.position).toBe(2);
});

it("names an unusable folder", async () => {
  await writeFile(join(folder.dir, "file"), "");
  await expect(folder.start({ dir: join(folder.dir, "file", "log") })).rejects.toMatchObject({
    code: "disk",
    message: expect.stringContaining(join(folder.dir, "file", "log")),
  });
});

it("drops an event that JSON cannot express instead of stopping", async () => {
  const log = await folder.start();
  log.pushEvents({ events: [{ ...event, payload: { big: 1n } }] });
  await log.committed(log.push(numbered(0, 1)), never);
  expect(log.counters.dropped).toBe(1);
});
