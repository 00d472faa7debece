import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { TagRef } from "../../edge/contracts/tag.ts";
import { Store } from "../../edge/historian/embedded/store.ts";
import { numbered, T0 } from "../fakes/samples.ts";

const ref = 1 as TagRef;
const MIB = 1024 * 1024;
let dir: string;
let store: Store;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "gemba-store-"));
  store = await Store.open(join(dir, "history.duckdb"), 128);
});

afterEach(async () => {
  await store.close();
  await rm(dir, { recursive: true, force: true });
});

async function append(from: number, count: number): Promise<void> {
  await store.append({ from, to: from + count, batches: [numbered(from, count)], samples: count, events: [], waveforms: [], dictionary: [], lost: 0 }, "log-1");
}

it("knows how far it read which log", async () => {
  await append(0, 5000);
  expect(await store.position("log-1")).toBe(5000);
  expect(await store.position("another")).toBeUndefined();
});

it("deletes what is older than asked, and no more", async () => {
  await append(0, 10_000);
  await store.retire(T0 + 4000 * 1000, Number.POSITIVE_INFINITY);
  expect(await store.count()).toBe(6000);
  expect(await store.raw({ ref, from: T0, to: T0 + 1e9, limit: 1 })).toMatchObject({ values: [4000] });
});

it("stays within its bytes by deleting the oldest, and uses the freed space again", async () => {
  const limit = 8 * MIB;
  for (let n = 0; n < 6_000_000; n += 500_000) {
    await append(n, 500_000);
    await store.retire(0, limit);
  }
  expect((await stat(join(dir, "history.duckdb"))).size).toBeLessThan(3 * limit);
  const { values } = await store.raw({ ref, from: T0 + 5_999_999_000, to: T0 + 6_000_000_000, limit: 10 });
  expect(values).toEqual([5_999_999]);
  const first = await store.raw({ ref, from: 0, to: T0 + 1e12, limit: 1 });
  expect(first.values[0]).toBeGreaterThan(0);
});
