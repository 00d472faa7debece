/** Many tags in one question, from roll-ups that are merged by day and month (rule D24 in docs/rules/historian.md). */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { BatchBuilder } from "../../../../edge/batch/builder.ts";
import { QUALITY, type Trends } from "../../../../edge/contracts/path/historian.ts";
import type { SampleBatch } from "../../../../edge/contracts/path/sample-batch.ts";
import type { TagRef } from "../../../../edge/contracts/plant/tag.ts";
import { Answers } from "../../../../edge/historian/embedded/answers.ts";
import { Store } from "../../../../edge/historian/embedded/store.ts";
import { batchOf } from "../../../fakes/source/samples.ts";

const MINUTE = 60e6;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const BEGIN = Date.UTC(2026, 2, 21) * 1000;
/** The last days of March, and three of April. */
const DAYS = 14;
const FEW = 4;
/** Hours of a day that have samples; a span each. */
const HOURS = [2, 13];
const REFS = [1, 2, 3] as TagRef[];
const NOTHING = new BatchBuilder().finish(0);

interface Key {
  readonly ref: number;
  readonly time: number;
  readonly value: number;
  readonly status: number;
}

let dir: string;
let store: Store;
/** Everything arrives at the beginning. */
const open = async () => {
  store = await Store.open(join(dir, "history.duckdb"), 128, { clock: () => BEGIN });
};
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gemba-trends-"));
  await open();
});
afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

const asBatch = (keys: readonly Key[]): SampleBatch =>
  batchOf(...keys.map(({ ref, time, value, status }) => [ref, time, value, status] as const));

/** Every ref has a sample each five minutes of these hours; some are Bad. */
function keysOf(day: number, hour: number): Key[] {
  const from = BEGIN + day * DAY + hour * HOUR;
  return REFS.flatMap((ref) =>
    Array.from({ length: 12 }, (_, i) => ({
      ref,
      time: from + i * 5 * MINUTE + ref,
      value: Math.sin(day * 7 + hour + i) * 10 * ref,
      status: (day + i) % 17 === 0 ? 0x80000000 : 0,
    })),
  );
}

async function placeAll(days: number): Promise<Key[]> {
  const all: Key[] = [];
  for (let day = 0; day < days; day++)
    for (const hour of HOURS) {
      const keys = keysOf(day, hour);
      all.push(...keys);
      const from = BEGIN + day * DAY + hour * HOUR;
      await store.place({ from, to: from + HOUR }, [asBatch(keys)], []);
    }
  return all;
}

async function mergeAll(): Promise<void> {
  for (let i = 0; i < DAYS + 4; i++) await store.closeDue(BEGIN + (DAYS + 1) * DAY);
}

const ask = async (from: number, to: number, width: number, tail = NOTHING): Promise<Trends> =>
  (await new Answers(store).to({ kind: "trends", question: { refs: REFS, from, to, width } }, tail)) as Trends;

/** Figures of plain lists in the columns of the answer. */
function expectFigures({ grid, tags }: Trends, all: readonly Key[]): void {
  const { from, to, origin, step, columns } = grid;
  for (const [at, ref] of REFS.entries()) {
    const mine = all.filter((key) => key.ref === ref && key.time >= from && key.time < to);
    const byColumn = Map.groupBy(mine, ({ time }) => Math.floor((time - origin) / step));
    const { min, max, mean, last, quality } = tags[at] as Trends["tags"][number];
    expect(min).toHaveLength(columns);
    for (let column = 0; column < columns; column++) {
      const keys = (byColumn.get(column) ?? []).sort((a, b) => a.time - b.time);
      const good = keys.filter(({ status }) => status === 0).map(({ value }) => value);
      const isDoubted = keys.some(({ status }) => status !== 0);
      const wanted = keys.length === 0 ? QUALITY.none : isDoubted ? QUALITY.doubtful : QUALITY.good;
      expect(quality[column]).toBe(wanted);
      const none = Number.NaN;
      expect([min[column], max[column], last[column]]).toEqual(
        good.length === 0 ? [none, none, none] : [Math.min(...good), Math.max(...good), good.at(-1)],
      );
      if (good.length > 0) expect(mean[column]).toBeCloseTo(good.reduce((a, b) => a + b) / good.length, 9);
      else expect(mean[column]).toBeNaN();
    }
  }
}

it("[D24] spans, merged days and a merged month give the same figures, at every level", async () => {
  const all = await placeAll(DAYS);
  const end = BEGIN + DAYS * DAY;
  const tail = REFS.map((ref) => ({ ref, time: end + ref, value: 5 * ref, status: 0 }));
  const questions = [
    { from: BEGIN + 3 * HOUR, to: end + HOUR, width: 900, level: "10min" },
    { from: BEGIN + 3 * HOUR + 1, to: end + HOUR, width: 40, level: "1h" },
    { from: BEGIN + 6 * DAY + 7, to: end + HOUR, width: 2000, level: "1min" },
    { from: BEGIN + 6 * DAY, to: BEGIN + 6 * DAY + 3 * HOUR, width: 600, level: "samples" },
    { from: BEGIN + 6 * DAY, to: BEGIN + 6 * DAY + 15 * HOUR, width: 1000, level: "10s" },
  ] as const;
  const one = { ref: REFS[1] as TagRef, from: BEGIN + 5 * HOUR, to: end, width: 100 };
  const trend = () => new Answers(store).to({ kind: "trend", question: one }, NOTHING);
  const before = await trend();
  for (const isMerged of [false, true]) {
    if (isMerged) await mergeAll();
    expect(await trend()).toEqual(before);
    for (const { from, to, width, level } of questions) {
      const trends = await ask(from, to, width, asBatch(tail));
      const read = level === "10min" && !isMerged ? "10min" : level;
      expect(trends.tags.map(({ resolution }) => resolution)).toEqual(REFS.map(() => read));
      expect(trends.grid.columns).toBeLessThanOrEqual(width + 1);
      expect(trends.rawFrom).toBe(BEGIN + 2 * HOUR);
      expectFigures(trends, [...all, ...tail]);
    }
  }
  const merged = readdirSync(join(dir, "merged")).sort();
  expect(merged).toEqual(expect.arrayContaining(["202603-1", "20260321-1", "20260402-1"]));
  expect(merged).not.toContain("20260403-1");
});

it("[D24] a late sample shows at once: a merged day that lacks it counts no longer", async () => {
  const all = await placeAll(FEW);
  await mergeAll();
  const day = BEGIN + 2 * DAY;
  const late = [{ ref: 2, time: day + 2 * HOUR + 7, value: 1_000, status: 0 }];
  await store.place({ from: day + 2 * HOUR, to: day + 3 * HOUR }, [asBatch(late)], []);
  for (const width of [1000, 40]) {
    const trends = await ask(BEGIN, BEGIN + FEW * DAY, width);
    expectFigures(trends, [...all, ...late]);
    expect(trends.tags[1]?.max.includes(1_000)).toBe(true);
  }
});

it("[D24] a restart keeps what is merged, a kill while merging leaves nothing that counts", async () => {
  const all = await placeAll(FEW);
  await mergeAll();
  await store.close();
  const before = readdirSync(join(dir, "merged"));
  await open();
  await mergeAll();
  expect(readdirSync(join(dir, "merged"))).toEqual(before);
  expectFigures(await ask(BEGIN, BEGIN + FEW * DAY, 1000), all);
});

it("[D24] where samples are no longer kept roll-ups answer, and `rawFrom` says from when", async () => {
  const all = await placeAll(FEW);
  await mergeAll();
  const now = BEGIN + (FEW + 40) * DAY;
  await store.retire(now, { retentionHours: 1, rollupDays: { "1s": 3, "10s": 30, "1min": 365, "1h": 3650 } }, 2 ** 40);
  expect((await ask(BEGIN, BEGIN + FEW * DAY, 1000)).rawFrom).toBe(BEGIN + (FEW - 1) * DAY + 14 * HOUR);
  const short = await ask(BEGIN + 2 * HOUR, BEGIN + 3 * HOUR, 600);
  expect(short.tags[0]?.resolution).toBe("1min");
  expectFigures(short, all);
  await store.retire(now, { retentionHours: 1, rollupDays: { "1s": 0, "10s": 0, "1min": 0, "1h": 0 } }, 2 ** 40);
  expect(readdirSync(join(dir, "merged"))).toEqual([]);
});

it("[D25] without hours samples stay at any age until the disk is used; with hours they go at that age", async () => {
  const all = await placeAll(FEW);
  const days = { "1s": 3, "10s": 30, "1min": 365, "1h": 3650 };
  const later = BEGIN + 2 * 365 * DAY;
  await store.retire(later, { rollupDays: days }, 2 ** 40);
  const short = async () => await ask(BEGIN + 2 * HOUR, BEGIN + 3 * HOUR, 600);
  expect((await short()).tags[0]?.resolution).toBe("samples");
  expectFigures(await short(), all);
  await store.retire(later, { rollupDays: days }, Math.floor((store.spans.bytes - 100) / 0.8));
  expect((await short()).tags[0]?.resolution).not.toBe("samples");
});
