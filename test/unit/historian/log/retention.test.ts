import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Retention } from "../../../../edge/historian/log/retention.ts";
import { LogFolder, never } from "../../../fakes/log/folder.ts";
import { numbered } from "../../../fakes/source/samples.ts";

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 2, 2);
const folder = new LogFolder();
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "gemba-retention-"));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

/**
 * Segments of 100 bytes with ten items each, created so many days ago, in order of arrival. A folder in place of a
 * segment cannot be unlinked.
 */
async function keep(daysAgo: readonly number[], undeletable = -1): Promise<Retention> {
  const segments = daysAgo.map((_, number) => ({ number, firstSeq: number * 10, path: join(dir, `${number}.seg`) }));
  for (const [number, { path }] of segments.entries()) {
    await writeFile(path, Buffer.alloc(100));
    const at = new Date(NOW - (daysAgo[number] as number) * DAY_MS);
    await utimes(path, at, at);
  }
  const retention = await Retention.open(segments);
  if (undeletable >= 0) {
    await rm((segments[undeletable] as { path: string }).path);
    await mkdir((segments[undeletable] as { path: string }).path);
  }
  return retention;
}

const limits = (count: number, over: object = {}) => ({
  maxBytes: 1e9,
  olderThan: NOW - 3 * DAY_MS,
  readUpTo: count * 10,
  giveBack: 0,
  now: NOW,
  next: { firstSeq: count * 10, createdAt: NOW },
  ...over,
});
const left = async (): Promise<string[]> => (await readdir(dir)).sort();

it("[L19] segments are deleted by age in the order of arrival", async () => {
  const retention = await keep([9, 8, 2, 1]);
  await retention.retire(limits(4));
  expect(await left()).toEqual(["1.seg", "2.seg", "3.seg"]);
});

it("[D13] row 11: a segment begun while the clock was ten years behind makes no earlier one old", async () => {
  const retention = await keep([2, 3_650, 1]);
  await retention.retire(limits(3));
  expect(await left()).toEqual(["0.seg", "1.seg", "2.seg"]);
});

it("[D17] segments dated by a clock a year off are as old as their neighbours", async () => {
  const back = await keep([2, 367, 366, 1]);
  await back.retire(limits(4));
  expect(await left()).toEqual(["0.seg", "1.seg", "2.seg", "3.seg"]);
  const on = await keep([9, -360, -361, 8, 2, 1]);
  await on.retire(limits(6));
  expect(await left()).toEqual(["3.seg", "4.seg", "5.seg"]);
});

it("[FO8] segments that a stuck follower has not read stay for its hours and are then deleted", async () => {
  const HOUR_MS = 3_600_000;
  const retention = await keep([4, 3.5, 3]);
  const at = (hours: number) =>
    limits(3, {
      now: NOW + hours * HOUR_MS,
      followed: { upTo: 5, since: NOW + (hours - 24) * HOUR_MS },
      next: { firstSeq: 30, createdAt: NOW + hours * HOUR_MS },
    });
  await retention.retire({ ...at(0), followed: { upTo: 5, since: Number.NEGATIVE_INFINITY } });
  expect(await left()).toEqual(["0.seg", "1.seg", "2.seg"]);
  expect(await retention.retire({ ...at(0), olderThan: NOW + 1 })).toEqual([]);
  expect(await left()).toEqual(["2.seg"]);
});

it("[D13] row 11: while nothing is old, the bound of bytes holds", async () => {
  const retention = await keep([9, 8, 7, 6]);
  await retention.retire(limits(4, { olderThan: Number.NEGATIVE_INFINITY, maxBytes: 200 }));
  expect(await left()).toEqual(["2.seg", "3.seg"]);
});

it("[D16] a segment that cannot be deleted is named, counted and retried, and leaves no gap", async () => {
  const retention = await keep([9, 8, 7, 1], 0);
  await retention.retire(limits(4));
  await retention.retire(limits(4));
  expect(retention.refused).toMatchObject({ path: join(dir, "0.seg"), times: 2 });
  expect([retention.bytes, retention.oldest, await left()]).toEqual([400, 0, ["0.seg", "1.seg", "2.seg", "3.seg"]]);
  await rm(join(dir, "0.seg"), { recursive: true });
  await retention.retire(limits(4));
  expect([retention.refused, retention.bytes, await left()]).toEqual([undefined, 200, ["2.seg", "3.seg"]]);
});

it("[D13] row 11: under an untrusted clock the commit log keeps segments that the wall clock calls old", async () => {
  let now: number | undefined = Date.now() * 1000;
  const log = await folder.start({ segmentBytes: 4096, retentionHours: 72, deletionTime: () => now });
  const fill = async (from: number): Promise<void> => {
    for (let n = from; n < from + 3000; n += 100) await log.committed(log.push(numbered(n, 100)), never);
  };
  await fill(0);
  const first = (await folder.segments())[0];
  vi.setSystemTime(Date.now() + 3_650 * DAY_MS);
  try {
    now = undefined;
    await fill(3000);
    expect((await folder.segments())[0]).toBe(first);
    now = Date.now() * 1000;
    await fill(6000);
    expect((await folder.segments())[0]).not.toBe(first);
  } finally {
    vi.useRealTimers();
  }
});
