import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BatchBuilder } from "../../../../edge/batch/builder.ts";
import type { SampleBatch } from "../../../../edge/contracts/path/sample-batch.ts";
import type { TagRef } from "../../../../edge/contracts/plant/tag.ts";
import { HotSamples } from "../../../../edge/historian/embedded/hot-samples.ts";
import { type SortedSamples, sortedPieces } from "../../../../edge/historian/embedded/sorted-samples.ts";
import { type CommitLog, openLog } from "../../../../edge/historian/log/commit-log.ts";
import { LogReader } from "../../../../edge/historian/log/log-reader.ts";
import { randomOf } from "../../../run/seed.ts";

const MINUTE_US = 60e6;
const TAGS = 40;
const ROUNDS = 120;
let dir: string;
let log: CommitLog;

const random = randomOf("hot samples");

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-hot-"));
  // Small segments, so that pieces span several.
  log = await openLog({
    dir,
    edgeId: "edge-1",
    epoch: 1,
    log: pino({ level: "silent" }),
    commitMs: 1,
    segmentBytes: 300_000,
  });
  for (let round = 0; round < ROUNDS; round++)
    await log.committed(log.push(someSamples(round)), AbortSignal.timeout(5000));
});

afterAll(async () => {
  await log.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Samples of three seconds, some of them minutes late, some of them text. */
function someSamples(round: number): SampleBatch {
  const builder = new BatchBuilder();
  for (let i = 0; i < 2_000; i++) {
    const time =
      round * 3e6 + Math.floor(random() * 3e6) - (random() < 0.02 ? Math.floor(random() * 3) * MINUTE_US : 0);
    if (random() < 0.01) builder.addText((TAGS + 1) as TagRef, time, "text", 0, 0);
    else builder.add(Math.floor(random() * TAGS) as TagRef, time, random(), random() < 0.1 ? 0x8000_0000 : 0, 1);
  }
  return builder.finish(round);
}

/** The samples of a span, one by one. */
async function listOf(hot: HotSamples, stretch?: { from: number; to: number }, ref?: TagRef): Promise<string[]> {
  const found: string[] = [];
  for await (const { length, tags, times, values, statuses, flags, texts } of hot.read(
    stretch,
    ref === undefined ? {} : { ref },
  )) {
    for (let i = 0; i < length; i++) {
      const time = times[i] as number;
      if (
        texts.has(i) ||
        (ref !== undefined && tags[i] !== ref) ||
        (stretch !== undefined && (time < stretch.from || time >= stretch.to))
      )
        continue;
      found.push(`${tags[i]} ${time} ${values[i]} ${statuses[i]} ${flags[i]}`);
    }
  }
  return found;
}

function minutesOf(hot: HotSamples): [number, number][] {
  const minutes = new Map<number, number>();
  hot.countMinutes(minutes);
  return [...minutes].sort(([a], [b]) => a - b);
}

test("[D9] numbers left in the log equal those in memory, in the same order, whatever was placed", async () => {
  const all = new HotSamples(dir, Number.POSITIVE_INFINITY);
  const others = [0, 70_000].map((most) => new HotSamples(dir, most));
  const reader = new LogReader(dir, 0);
  for (
    let chunk = await reader.read(1, log.position);
    chunk !== undefined;
    chunk = await reader.read(1, log.position)
  ) {
    for (const hot of [all, ...others]) hot.add(chunk);
    if (random() < 0.9) continue;
    const minute = Math.floor(random() * 6) - 2;
    const placed = { from: minute * MINUTE_US, to: (minute + 1) * MINUTE_US, before: chunk.to };
    for (const hot of [all, ...others]) hot.remove(placed);
    const samples = await listOf(all);
    for (const hot of others) {
      expect(hot.length).toBe(all.length);
      expect(minutesOf(hot)).toEqual(minutesOf(all));
      // As text: comparing a hundred thousand elements one by one takes most of this test's time.
      expect((await listOf(hot)).join("\n") === samples.join("\n"), "the same samples in the same order").toBe(true);
    }
  }
  await reader.close();
  expect(all.inMemory).toBe(all.length);
  expect(others.map(({ inMemory }) => inMemory <= 70_000)).toEqual([true, true]);
  // More than memory holds: the last two minutes are never placed.
  expect(all.length).toBeGreaterThan(70_000);
  for (const hot of others) {
    for (const ref of [0, TAGS - 1, TAGS + 1] as TagRef[])
      expect(await listOf(hot, undefined, ref)).toEqual(await listOf(all, undefined, ref));
    const stretch = { from: 2.5 * MINUTE_US, to: 4 * MINUTE_US + 7 };
    expect(await listOf(hot, stretch)).toEqual(await listOf(all, stretch));
    expect(hot.lost).toBe(0);
  }
});

test("[D9] the oldest numbers are taken from the log, each once, and concurrent reads are not affected", async () => {
  const hot = new HotSamples(dir, 70_000);
  const reader = new LogReader(dir, 0);
  for (
    let chunk = await reader.read(10_000, log.position);
    chunk !== undefined;
    chunk = await reader.read(10_000, log.position)
  )
    hot.add(chunk);
  await reader.close();
  const before = await listOf(hot);
  const asItWas = hot.read()[Symbol.asyncIterator]();
  const first = await asItWas.next();
  let given = 0;
  while (hot.length > 0) {
    const left = hot.length;
    let samples = 0;
    for await (const { length } of hot.shift()) samples += length;
    expect(hot.length).toBe(left - samples);
    given += samples;
  }
  expect(given).toBe(before.length);
  let seen = first.done === true ? 0 : first.value.length;
  for (let next = await asItWas.next(); next.done !== true; next = await asItWas.next()) seen += next.value.length;
  expect(seen).toBe(before.length);
});

test("[D6] [D20] sorting in pieces of whole tags gives the same as sorting at once", async () => {
  const hot = new HotSamples(dir, 0);
  const reader = new LogReader(dir, 0);
  for (
    let chunk = await reader.read(10_000, log.position);
    chunk !== undefined;
    chunk = await reader.read(10_000, log.position)
  )
    hot.add(chunk);
  await reader.close();
  const stretch = { from: MINUTE_US, to: 4 * MINUTE_US };
  const collect = async (most: number) => {
    const pieces: SortedSamples[] = [];
    let readings = 0;
    const read = () => {
      readings++;
      return hot.read(stretch);
    };
    for await (const piece of sortedPieces(read, stretch, { most, scratch: join(dir, "scratch") })) pieces.push(piece);
    return {
      pieces,
      readings,
      rows: pieces.flatMap(({ length, refs, times, values }) =>
        Array.from({ length }, (_, i) => `${refs[i]} ${times[i]} ${values[i]}`),
      ),
    };
  };
  const once = await collect(1e9);
  const pieces = await collect(20_000);
  expect(once.pieces).toHaveLength(1);
  expect(pieces.pieces.length).toBeGreaterThan(4);
  expect(pieces.rows).toEqual(once.rows);
  expect(pieces.readings).toBe(2);
  expect(readdirSync(dir)).not.toContain("scratch");
  expect(once.rows.length).toBeGreaterThan(50_000);
});

test.each([
  ["fewer", [1, 2]],
  ["more", [1, 1, 1, 2]],
])("[D20] a second reading with %s samples aborts the closing: no sample gets another tag", async (_, second) => {
  const readings = [[1, 1, 2], second];
  async function* read(): AsyncGenerator<SampleBatch> {
    const builder = new BatchBuilder();
    for (const [i, ref] of (readings.shift() as number[]).entries()) builder.add(ref as TagRef, i, ref, 0, 0);
    yield builder.finish(0);
  }
  const pieces = sortedPieces(read, { from: 0, to: MINUTE_US }, { scratch: join(dir, "scratch") });
  await expect(pieces.next()).rejects.toThrow("read differently");
});
