import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { BatchBuilder } from "../../edge/batch/builder.ts";
import type { Trend } from "../../edge/contracts/path/historian.ts";
import type { Keyframe, ReplayStretch } from "../../edge/contracts/path/replay.ts";
import type { SampleBatch } from "../../edge/contracts/path/sample-batch.ts";
import type { TagRef } from "../../edge/contracts/plant/tag.ts";
import { Answers } from "../../edge/historian/embedded/answers.ts";
import { Store } from "../../edge/historian/embedded/store.ts";
import { batchOf } from "../fakes/source/samples.ts";

/** 2026-03-02T00:00:00Z in µs. */
const T0 = Date.UTC(2026, 2, 2) * 1000;
const MINUTE = 60e6;
const HOUR = 60 * MINUTE;
const NOTHING = new BatchBuilder().finish(0);
/** Hours in which another tag has samples too. */
const HOURS = 4;
const PADDING = 1_000;
const HORIZON = T0 + 100 * 24 * HOUR;
let dir: string;
let store: Store;
let answers: Answers;
let position: number;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-spans-"));
  await open();
  position = 0;
});

afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

async function open(): Promise<void> {
  store = await Store.open(join(dir, "history.duckdb"), 128);
  answers = new Answers(store);
}

async function append(...batches: SampleBatch[]): Promise<void> {
  const samples = batches.reduce((sum, { length }) => sum + length, 0);
  await store.append(
    {
      from: position,
      to: position + samples,
      batches,
      samples,
      events: [],
      waveforms: [],
      dictionary: [],
      lost: 0,
      holes: [],
    },
    "log",
  );
  position += samples;
}

/** Makes every hour large enough to be closed, and adds a later sample so that all hours are over. */
async function closeAll(): Promise<void> {
  await append(
    batchOf(
      ...Array.from({ length: HOURS * PADDING }, (_, i) => [9998, T0 + Math.floor(i / PADDING) * HOUR + i, 0] as const),
    ),
  );
  await append(batchOf([9999, HORIZON, 0]));
  await store.closeDue(HORIZON, { late: true });
}

interface Key {
  readonly ref: number;
  readonly time: number;
  readonly value: number;
  readonly status: number;
}

const samplesOf = (...pieces: readonly Key[][]): Map<string, Key> =>
  new Map(pieces.flat().map((key) => [`${key.ref}@${key.time}`, key]));
const asBatch = (keys: readonly Key[]): SampleBatch =>
  batchOf(...keys.map(({ ref, time, value, status }) => [ref, time, value, status] as const));
const isUsable = ({ value, status }: Key): boolean => status < 0x80000000 && Number.isFinite(value);

const key = fc.record({
  ref: fc.integer({ min: 1, max: 3 }),
  // Few distinct times, so that keys clash; three hours, so that ranges cross spans.
  time: fc.oneof(
    fc.integer({ min: 0, max: 40 }).map((n) => T0 + n * 4.5 * MINUTE),
    fc.integer({ min: 0, max: 3 * HOUR }).map((n) => T0 + n),
  ),
  // Adding 0 takes the sign off a zero: a closed span does not keep it [D19].
  value: fc.oneof(
    fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0),
    fc.constantFrom(0, 1, Number.NaN, Number.POSITIVE_INFINITY),
  ),
  status: fc.constantFrom(0, 0, 0, 0x40000000, 0x80000000),
});

function naiveTrend(
  all: Map<string, Key>,
  { ref, from, to, width }: { ref: number; from: number; to: number; width: number },
) {
  const step = Math.max(1, Math.ceil((to - from) / width));
  const mine = [...all.values()]
    .filter((one) => one.ref === ref && one.time >= from && one.time < to)
    .sort((a, b) => a.time - b.time);
  const columns = Map.groupBy(mine, ({ time }) => from + Math.floor((time - from) / step) * step);
  return [...columns].map(([time, keys]) => {
    const usable = keys.filter(isUsable).map(({ value }) => value);
    const none = usable.length === 0;
    return {
      time,
      min: none ? null : Math.min(...usable),
      max: none ? null : Math.max(...usable),
      last: none ? null : (usable.at(-1) as number),
      mean: none ? null : usable.reduce((a, b) => a + b, 0) / usable.length,
      doubtful: keys.some(({ status }) => status >= 0x40000000),
    };
  });
}

function expectTrend(trend: Trend, naive: ReturnType<typeof naiveTrend>): void {
  expect(trend.times).toEqual(naive.map(({ time }) => time));
  expect(trend.min).toEqual(naive.map(({ min }) => min));
  expect(trend.max).toEqual(naive.map(({ max }) => max));
  expect(trend.last).toEqual(naive.map(({ last }) => last));
  expect(trend.doubtful).toEqual(naive.map(({ doubtful }) => doubtful));
  for (const [i, { mean }] of naive.entries()) {
    if (mean === null) expect(trend.mean[i]).toBeNull();
    else expect(Math.abs((trend.mean[i] as number) - mean)).toBeLessThan(1e-6 * Math.max(1, Math.abs(mean)));
  }
}

const trendOf = async (
  ref: number,
  from: number,
  to: number,
  width: number,
  tail: SampleBatch = NOTHING,
): Promise<Trend> =>
  (await answers.to({ kind: "trend", question: { ref: ref as TagRef, from, to, width } }, tail)) as Trend;

it("[D1][D6] a trend over spans, late and repeated samples and tail equals that of a plain list", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(key, { maxLength: 60 }), { minLength: 3, maxLength: 3 }),
      fc.integer({ min: 1, max: 400 }),
      async ([closed = [], late = [], tail = []], width) => {
        await store.close();
        rmSync(dir, { recursive: true, force: true });
        dir = mkdtempSync(join(tmpdir(), "gemba-spans-"));
        await open();
        const mine = tail.filter(({ ref }) => ref === 2);
        if (closed.length > 0) await append(asBatch(closed));
        await closeAll();
        if (late.length > 0) await append(asBatch(late));
        const question = { ref: 2, from: T0 + 7 * MINUTE, to: T0 + 3 * HOUR - 1, width };
        const naive = naiveTrend(samplesOf(closed, late, mine), question);
        expectTrend(await trendOf(2, question.from, question.to, width, asBatch(mine)), naive);
        await store.closeDue(HORIZON, { late: true });
        expectTrend(await trendOf(2, question.from, question.to, width, asBatch(mine)), naive);
        const counted = await answers.to({ kind: "count" }, NOTHING);
        expect(counted).toBe(samplesOf(closed, late).size + HOURS * PADDING + 1);
      },
    ),
    { numRuns: 8 },
  );
});

it("[D2] roll-ups of days give extremes, means and last values of whole buckets, to the newest sample", async () => {
  const keys: Key[] = [];
  for (let i = 0; i < 3 * 24 * 60; i++)
    keys.push({
      ref: 1,
      time: T0 + i * MINUTE + ((i * 7919) % 59) * 1e6,
      value: Math.sin(i) * i,
      status: i % 97 === 0 ? 0x80000000 : 0,
    });
  const tail = keys.splice(-3);
  await append(asBatch(keys.slice(0, 3000)));
  await closeAll();
  await append(asBatch(keys.slice(3000)));
  const from = T0 + 90_000_001;
  const trend = await trendOf(1, from, T0 + 3 * 24 * HOUR, 100, asBatch(tail));
  const all = [...keys, ...tail].filter(({ time }) => time >= from);
  const step = Math.ceil(Math.ceil((T0 + 3 * 24 * HOUR - from) / 100) / MINUTE) * MINUTE;
  const columns = Map.groupBy(all, ({ time }) => Math.max(from, Math.floor(time / step) * step));
  expect(trend.times).toEqual([...columns.keys()]);
  for (const [i, [, members]] of [...columns].entries()) {
    const usable = members.filter(isUsable).map(({ value }) => value);
    expect([trend.min[i], trend.max[i], trend.last[i]]).toEqual([
      Math.min(...usable),
      Math.max(...usable),
      usable.at(-1),
    ]);
    expect(trend.mean[i]).toBeCloseTo(usable.reduce((a, b) => a + b, 0) / usable.length, 6);
  }
  expect(trend.last.at(-1)).toBe(tail.at(-1)?.value);
});

it("[D3] the plant at an instant is each tag's newest sample before it; later samples come in order", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(key, { maxLength: 50 }), { minLength: 3, maxLength: 3 }),
      fc.integer({ min: 0, max: 3 * HOUR }),
      async ([closed = [], late = [], tail = []], n) => {
        await store.close();
        rmSync(dir, { recursive: true, force: true });
        dir = mkdtempSync(join(tmpdir(), "gemba-spans-"));
        await open();
        if (closed.length > 0) await append(asBatch(closed));
        await closeAll();
        if (late.length > 0) await append(asBatch(late));
        const at = T0 + n;
        const all = [...samplesOf(closed, late, tail).values()].sort((a, b) => a.time - b.time);
        const check = async (): Promise<void> => {
          const newest = new Map(all.filter(({ time }) => time <= at).map((one) => [one.ref, one]));
          const { samples } = (await answers.to({ kind: "keyframe", at }, asBatch(tail))) as Keyframe;
          expect(listed(samples).filter(({ ref }) => ref < 9000)).toEqual(
            [...newest.values()].sort((a, b) => a.ref - b.ref).map(plain),
          );
          const after = all.filter(({ time }) => time > at && time <= at + HOUR);
          const stretch = (await answers.to(
            { kind: "stretch", question: { from: at, to: at + HOUR, every: 0 } },
            asBatch(tail),
          )) as ReplayStretch;
          const byTime = (a: ReturnType<typeof plain>, b: ReturnType<typeof plain>): number =>
            a.time - b.time || a.ref - b.ref;
          expect(
            listed(stretch.samples)
              .filter(({ ref }) => ref < 9000)
              .sort(byTime),
          ).toEqual(after.map(plain).sort(byTime));
          expect([...stretch.samples.times]).toEqual([...stretch.samples.times].sort((a, b) => a - b));
        };
        await check();
        await store.closeDue(HORIZON, { late: true });
        await check();
      },
    ),
    { numRuns: 8 },
  );
});

it("[D19] numbers come back from a closed span as they arrived; a zero may lose its sign", async () => {
  const values = [Number.NaN, Infinity, -Infinity, 5e-324, -5e-324, 1.7e308, 2 ** 53 + 2, 0.1 + 0.2, -0, 0];
  const keys = values.map((value, i): Key => ({ ref: 1, time: T0 + i + 1, value, status: 0 }));
  await append(asBatch(keys));
  await closeAll();
  const question = { from: T0, to: T0 + MINUTE, every: 0 };
  const { samples } = (await answers.to({ kind: "stretch", question }, NOTHING)) as ReplayStretch;
  const found = listed(samples).filter(({ ref }) => ref === 1);
  expect(found.map(({ value }) => value + 0)).toEqual(values.map((value) => value + 0));
});

const plain = ({ ref, time, value, status }: Key) => ({ ref, time, value, status });

function listed(batch: SampleBatch) {
  return Array.from(batch.tags, (ref, i) => ({
    ref,
    time: batch.times[i] as number,
    value: batch.values[i] as number,
    status: batch.statuses[i] as number,
  }));
}

it("[D4] the next start deletes half-built folders; a kill after placing stores nothing twice", async () => {
  await append(batchOf([1, T0, 1], [1, T0 + MINUTE, 2]));
  await closeAll();
  await append(batchOf([1, T0, 1], [1, T0 + MINUTE, 2]));
  expect((await trendOf(1, T0, T0 + HOUR, 1)).mean).toEqual([1.5]);
  await store.close();
  await open();
  expect(readdirSync(join(dir, "spans"))).toContain("20260302T0000Z+60m-1");
  await store.closeDue(HORIZON, { late: true });
  expect(readdirSync(join(dir, "spans"))).toContain("20260302T0000Z+60m-2");
  expect(readdirSync(join(dir, "spans"))).not.toContain("20260302T0000Z+60m-1");
  expect(await answers.to({ kind: "count" }, NOTHING)).toBe(HOURS * PADDING + 3);
});
