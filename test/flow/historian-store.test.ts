import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { TagRef } from "../../edge/contracts/plant/tag.ts";
import { Store } from "../../edge/historian/embedded/store.ts";
import type { LogChunk } from "../../edge/historian/log/log-chunk.ts";
import { batchOf, numbered } from "../fakes/source/samples.ts";
import { waveform } from "../fakes/source/waveforms.ts";

const TAGS = 20_000;
let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-store-"));
});

afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

const firstChunk = (): LogChunk => ({
  from: 0,
  to: 100,
  batches: [numbered(0, 100)],
  samples: 100,
  events: [],
  waveforms: [],
  dictionary: Array.from(
    { length: TAGS },
    (_, ref) =>
      ({
        ref: ref as TagRef,
        tagUid: `urn:t#tag-${ref}`,
        assetUid: "urn:t",
        component: "",
        signal: `tag-${ref}`,
        type: "number" as const,
      }) as LogChunk["dictionary"][number],
  ),
  lost: 0,
  holes: [],
});

async function storedTags(path: string): Promise<number> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  const rows = await connection.runAndReadAll("SELECT count(*) FROM tags");
  connection.closeSync();
  instance.closeSync();
  return Number(rows.getColumns()[0]?.[0]);
}

it("[L15] the first chunk of a large plant has all tags, each once, within the smallest memory limit", async () => {
  const path = join(dir, "history.duckdb");
  const store = await Store.open(path, 64);
  await store.append(firstChunk(), "log");
  await store.append({ ...firstChunk(), from: 100, to: 200 }, "log");
  await store.close();
  const again = await Store.open(path, 64);
  await again.append({ ...firstChunk(), from: 200, to: 300 }, "log");
  expect(await again.cursor("log")).toEqual({ position: 300, samplesFrom: 300 });
  await again.close();
  expect(await storedTags(path)).toBe(TAGS);
});

it("[K12][K15] waveforms come back point by point, stored once, newest first in lists", async () => {
  const path = join(dir, "history.duckdb");
  const store = await Store.open(path, 64);
  const large = waveform(7, 2_000_000, {
    points: Float32Array.from({ length: 100_000 }, (_, i) => Math.sin(i)),
    context: {},
  });
  const chunk = {
    ...firstChunk(),
    batches: [],
    samples: 0,
    dictionary: [],
    waveforms: [waveform(7, 1_000_000), large, waveform(8, 1_500_000)],
  };
  await store.append(chunk, "log");
  await store.append({ ...chunk, waveforms: [waveform(7, 1_000_000, { status: 0x40000000 })] }, "log");
  const listed = await store.waveforms({ ref: 7 as TagRef, from: 0, to: 3_000_000, limit: 10 });
  expect(listed.map(({ start, length, status }) => [start, length, status])).toEqual([
    [2_000_000, 100_000, 0],
    [1_000_000, 3, 0x40000000],
  ]);
  expect(await store.waveforms({ ref: 7 as TagRef, from: 0, to: 3_000_000, limit: 1 })).toMatchObject([
    { start: 2_000_000 },
  ]);
  expect(await store.waveform(7 as TagRef, 1_000_000)).toEqual(waveform(7, 1_000_000, { status: 0x40000000 }));
  expect(await store.waveform(7 as TagRef, 2_000_000)).toEqual(large);
  expect(await store.waveform(7 as TagRef, 1)).toBeUndefined();
  await store.close();
});

it("[D13] a sample of the year 2255 deletes nothing; without a believed clock only the byte bound does", async () => {
  const now = Date.UTC(2026, 2, 2) * 1000;
  const store = await Store.open(join(dir, "history.duckdb"), 64, { clock: () => now });
  const keepNothing = { retentionHours: 0, rollupDays: { "1s": 0, "10s": 0, "1min": 0, "1h": 0 } };
  const samples = batchOf([1, now - 60e6, 1], [1, Date.UTC(2255, 0, 1) * 1000, 2]);
  const waveforms = Array.from({ length: 20 }, (_, i) =>
    waveform(7, now + i * 1e6, { points: Float32Array.from({ length: 65_536 }, (_point, k) => Math.sin(i + k * 1.7)) }),
  );
  await store.append({ ...firstChunk(), batches: [samples], samples: 2, dictionary: [], waveforms }, "log");
  await store.closeDue(now);
  await store.retire(now - 120e6, keepNothing, 1024 ** 3);
  await store.retire(undefined, keepNothing, 1024 ** 3);
  const starts = async (): Promise<number> =>
    (await store.waveforms({ ref: 7 as TagRef, from: now, to: now + 100e6, limit: 100 })).length;
  expect([await store.ask("SELECT count(*)::INTEGER FROM samples"), await starts()]).toEqual([[[2]], 20]);
  await store.retire(undefined, keepNothing, 2 * 1024 ** 2);
  expect(await starts()).toBeLessThan(20);
  await store.close();
});

it("[K15] waveforms are deleted by age, and by size even without samples", async () => {
  const second = (s: number) => s * 1_000_000;
  let now = second(1);
  const store = await Store.open(join(dir, "history.duckdb"), 64, { clock: () => now });
  const keepNothing = { retentionHours: 0, rollupDays: { "1s": 0, "10s": 0, "1min": 0, "1h": 0 } };
  const waveforms = Array.from({ length: 40 }, (_, i) =>
    waveform(7, second(i + 1), { points: Float32Array.from({ length: 65_536 }, (_point, k) => Math.sin(i + k * 1.7)) }),
  );
  for (const one of waveforms) {
    now = one.start;
    await store.append({ ...firstChunk(), batches: [], samples: 0, dictionary: [], waveforms: [one] }, "log");
  }
  const starts = async (): Promise<number[]> =>
    (await store.waveforms({ ref: 7 as TagRef, from: 0, to: second(100), limit: 100 })).map(
      ({ start }) => start / 1_000_000,
    );
  await store.retire(second(5), keepNothing, 1024 ** 3);
  expect(await starts()).toEqual(Array.from({ length: 36 }, (_, i) => 40 - i));
  await store.retire(0, keepNothing, 5 * 1024 ** 2);
  const left = await starts();
  expect(left.length).toBeLessThan(36);
  expect(left[0] ?? 40).toBe(40);
  await store.close();
});
