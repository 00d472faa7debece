import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { EdgeEvent } from "../../../edge/contracts/event-batch.ts";
import type { TagRef } from "../../../edge/contracts/tag.ts";
import { type CommitLog, openLog } from "../../../edge/historian/log/commit-log.ts";
import type { LogOptions } from "../../../edge/historian/log/log-options.ts";
import { type LogChunk, LogReader } from "../../../edge/historian/log/log-reader.ts";
import { batchOf, numbered, T0, valuesOf } from "../../fakes/samples.ts";
import { FakeTags } from "../../fakes/tags.ts";

const never = new AbortController().signal;
const event: EdgeEvent = { eventUid: "0", type: "piece.finished", time: T0, receivedAt: T0, schema: "piece/1", payload: { variant: "8 号" } };
let dir: string;
let open: CommitLog[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "gemba-log-"));
});

afterEach(async () => {
  await Promise.all(open.map((log) => log.close()));
  open = [];
  await rm(dir, { recursive: true, force: true });
});

async function start(over: Partial<LogOptions> = {}): Promise<CommitLog> {
  const log = await openLog({ dir, edgeId: "edge-1", epoch: 1, log: pino({ level: "silent" }), commitMs: 1, tags: FakeTags.ofSize(10), ...over });
  open.push(log);
  return log;
}

async function stop(log: CommitLog): Promise<void> {
  open.splice(open.indexOf(log), 1);
  await log.close();
}

async function readAll(from = 0): Promise<LogChunk[]> {
  const reader = new LogReader(dir, from);
  const chunks: LogChunk[] = [];
  for (let chunk = await reader.read(1000, Number.POSITIVE_INFINITY); chunk !== undefined; chunk = await reader.read(1000, Number.POSITIVE_INFINITY)) chunks.push(chunk);
  await reader.close();
  return chunks;
}

/** A whole life of the log, with `count` samples. */
async function writeOnce(count: number): Promise<void> {
  const log = await start();
  await log.committed(log.push(numbered(0, count)), never);
  await stop(log);
}

/** Where the sample block number `nth` (from 0) begins. */
function nthSampleBlock(bytes: Buffer, nth: number): number {
  const start = Buffer.from([...Buffer.from("GMBK"), 2]);
  let at = bytes.indexOf(start);
  for (let i = 0; i < nth; i++) at = bytes.indexOf(start, at + 1);
  return at;
}

async function segments(): Promise<string[]> {
  return (await readdir(dir)).filter((name) => name.endsWith(".seg")).sort();
}

it("L1: hands data on only when they are on disk, in order, once", async () => {
  const seen: number[] = [];
  const onDisk: boolean[] = [];
  const log = await start({
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
  expect((await readAll()).flatMap(({ batches }) => valuesOf(batches))).toEqual(seen);
});

it("L2: keeps samples, events and waveforms in their order and lets a segment be read alone", async () => {
  const log = await start();
  log.push(batchOf([1, T0, 1], [2, T0, "文本"]));
  log.pushEvents({ events: [event, event] });
  log.pushWaveform({ tag: 3 as TagRef, start: T0, receivedAt: T0, dtS: 0.001, unit: "g", status: 0, flags: 4, points: Float32Array.of(1, 2.5), context: { tool: "T1" } });
  const position = log.push(batchOf([1, T0 + 1, 2]));
  expect(position).toBe(6);
  await log.committed(position, never);
  const [chunk] = await readAll();
  expect(chunk).toMatchObject({ from: 0, to: 6, samples: 3, lost: 0, events: [event, event], waveforms: [{ tag: 3, unit: "g", flags: 4, context: { tool: "T1" }, points: Float32Array.of(1, 2.5) }] });
  expect(chunk?.batches[0]?.texts.get(1)).toBe("文本");
  expect(chunk?.dictionary.map(({ ref, tagUid, unit }) => [ref, tagUid, unit])).toEqual([1, 2, 3].map((ref) => [ref, `urn:test:asset:1#signal-${ref}`, "Cel"]));
});

it("a reader takes up in the middle of a block", async () => {
  const log = await start();
  await log.committed(log.push(numbered(0, 100)), never);
  expect((await readAll(42)).flatMap(({ batches }) => valuesOf(batches))).toEqual(Array.from({ length: 58 }, (_, i) => 42 + i));
});

it("L5: positions go on after a restart, in a new segment that has its own dictionary", async () => {
  await writeOnce(10);
  const log = await start({ epoch: 2 });
  expect(log.position).toBe(10);
  expect(log.push(numbered(10, 10))).toBe(20);
  await log.committed(20, never);
  const chunks = await readAll();
  expect(chunks.flatMap(({ batches }) => valuesOf(batches))).toEqual(Array.from({ length: 20 }, (_, n) => n));
  expect(chunks.flatMap(({ dictionary }) => dictionary)).toHaveLength(2);
  expect(await segments()).toHaveLength(2);
});

it("L9: opens from a segment cut off anywhere, counts what it cut and keeps all before", { timeout: 60_000 }, async () => {
  const log = await start();
  for (let n = 0; n < 40; n += 4) await log.committed(log.push(numbered(n, 4)), never);
  await stop(log);
  const name = (await segments())[0] as string;
  const whole = await readFile(join(dir, name));
  for (let length = 0; length <= whole.length; length += 13) {
    await rm(dir, { recursive: true });
    await mkdir(dir);
    await writeFile(join(dir, name), whole.subarray(0, length));
    const again = await start();
    const kept = again.position;
    expect(kept % 4).toBe(0);
    await again.committed(again.push(numbered(kept, 1)), never);
    expect((await readAll()).flatMap(({ batches }) => valuesOf(batches))).toEqual(Array.from({ length: kept + 1 }, (_, n) => n));
    await stop(again);
  }
});

it("L10: a damaged block costs its own samples only, which are counted", async () => {
  const log = await start();
  for (let n = 0; n < 100; n += 10) await log.committed(log.push(numbered(n, 10)), never);
  await stop(log);
  const path = join(dir, (await segments())[0] as string);
  const bytes = await readFile(path);
  const fourth = nthSampleBlock(bytes, 3);
  for (const at of [fourth, fourth + 8, fourth + 11, fourth + 17, fourth + 60]) {
    const damaged = Buffer.from(bytes);
    damaged[at] = (damaged[at] as number) ^ 0xff;
    await writeFile(path, damaged);
    const chunks = await readAll();
    expect(chunks.flatMap(({ batches }) => valuesOf(batches))).toEqual(Array.from({ length: 100 }, (_, n) => n).filter((n) => n < 30 || n >= 40));
    expect(chunks.reduce((sum, { lost }) => sum + lost, 0)).toBe(10);
  }
});

it("L10: a reader does not wait for committed samples that are damaged at the very end", async () => {
  const log = await start();
  await log.committed(log.push(numbered(0, 10)), never);
  await log.committed(log.push(numbered(10, 10)), never);
  const path = join(dir, (await segments())[0] as string);
  const bytes = await readFile(path);
  bytes[bytes.length - 9] = (bytes.at(-9) as number) ^ 1;
  await writeFile(path, bytes);
  const reader = new LogReader(dir, 0);
  expect(await reader.read(1000, 20)).toMatchObject({ samples: 10, to: 20, lost: 10 });
  await log.committed(log.push(numbered(20, 5)), never);
  expect(await reader.read(1000, 25)).toMatchObject({ samples: 5, to: 25, lost: 0 });
  await reader.close();
});

it("L11: refuses a segment of a newer format and names it", async () => {
  await writeOnce(1);
  const path = join(dir, (await segments())[0] as string);
  const bytes = await readFile(path);
  const { crc32 } = await import("node:zlib");
  bytes.writeUInt16LE(2, 8);
  const json = bytes.readUInt32LE(12);
  bytes.writeUInt32LE(crc32(bytes.subarray(24, 24 + json), crc32(bytes.subarray(0, 16))), 16);
  await writeFile(path, bytes);
  await expect(start()).rejects.toMatchObject({ code: "disk", message: expect.stringContaining(path) });
});

it("L11: reads a segment written by each released format, and goes on after it", async () => {
  await copyFile(join(import.meta.dirname, "segments", "format-1.seg"), join(dir, "00000001-0000000000000000.seg"));
  const log = await start();
  expect(log.position).toBe(104);
  await log.committed(log.push(numbered(100, 1)), never);
  const chunks = await readAll();
  const values = valuesOf(chunks.flatMap(({ batches }) => batches));
  expect(values.slice(0, 100)).toEqual(Array.from({ length: 100 }, (_, n) => n));
  expect(values.slice(101)).toEqual([-0, Number.NaN, 100]);
  expect(chunks.flatMap(({ events }) => events)).toEqual([event]);
});

it("L14: what does not fit in memory is dropped, counted and declared", async () => {
  const log = await start({ commitMs: 50, fullBytes: 20_000, maxPendingBytes: 50_000 });
  for (let n = 0; n < 10_000; n += 100) log.push(numbered(n, 100));
  expect(log.full).toBe(true);
  const { dropped } = log.counters;
  expect(dropped).toBeGreaterThan(5000);
  await vi.waitFor(async () => expect((await readAll()).flatMap(({ events }) => events)[0]?.payload).toMatchObject({ source: "line", reason: "buffer_full", lost: dropped }));
  expect(log.full).toBe(false);
  expect((await readAll()).reduce((sum, { samples }) => sum + samples, 0) + dropped).toBe(10_000);
});

it("L10: damage is declared once, however many readers meet it", async () => {
  const log = await start();
  const feeds = [await log.feed("a", 0), await log.feed("b", 0)];
  for (let n = 0; n < 300; n += 100) await log.committed(log.push(numbered(n, 100)), never);
  const path = join(dir, (await segments())[0] as string);
  const bytes = await readFile(path);
  bytes[nthSampleBlock(bytes, 1) + 50] = (bytes[nthSampleBlock(bytes, 1) + 50] as number) ^ 1;
  await writeFile(path, bytes);
  for (const feed of feeds) expect(valuesOf((await feed.read(1000, never)).batches)).toHaveLength(200);
  expect(log.counters.damaged).toBe(100);
  const gaps = () => readAll().then((chunks) => chunks.flatMap(({ events }) => events));
  await vi.waitFor(async () => expect(await gaps()).toHaveLength(1));
  // Numbered samples carry the time of arrival of their batch.
  expect((await gaps())[0]?.payload).toMatchObject({ source: "commit-log", reason: "log_damaged", lost: 100, from: T0, to: T0 + 200_000 });
});

it("waits that are aborted reject, and those that close overtakes", async () => {
  const log = await start();
  await expect(log.committed(5, AbortSignal.abort(new Error("stopped")))).rejects.toThrow("stopped");
  const waiting = expect(log.committed(5, never)).rejects.toMatchObject({ code: "unavailable" });
  await stop(log);
  await waiting;
});

it("commits what was pushed right before it is closed", async () => {
  const log = await start({ commitMs: 1000 });
  log.push(numbered(0, 10));
  await stop(log);
  expect((await readAll())[0]).toMatchObject({ samples: 10 });
});

it("what throws behind the log does not stop it", async () => {
  const log = await start({
    onCommitted() {
      throw new Error("a detector is broken");
    },
  });
  await log.committed(log.push(numbered(0, 1)), never);
  await log.committed(log.push(numbered(1, 1)), never);
  expect(log.position).toBe(2);
});

it("names a folder it cannot use", async () => {
  await writeFile(join(dir, "file"), "");
  await expect(start({ dir: join(dir, "file", "log") })).rejects.toMatchObject({ code: "disk", message: expect.stringContaining(join(dir, "file", "log")) });
});

it("drops an event that is no JSON instead of stopping", async () => {
  const log = await start();
  log.pushEvents({ events: [{ ...event, payload: { big: 1n } }] });
  await log.committed(log.push(numbered(0, 1)), never);
  expect(log.counters.dropped).toBe(1);
});
