import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { BufferHeader } from "../../../../edge/sources/mtconnect/agent/header.ts";
import { Progress } from "../../../../edge/sources/mtconnect/progress.ts";
import { StateFile } from "../../../../edge/store/state-file.ts";
import { FakeAgent } from "../../../fakes/mtconnect/agent.ts";
import { ITEMS } from "../../../fakes/mtconnect/mill.ts";
import { numbers, runSource } from "../../../fakes/mtconnect/source.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gemba-progress-"));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const HEADER: BufferHeader = { instanceId: "1", first: 1, next: 100, size: 1_000 };

function point(next: number) {
  return { instanceId: "1", next, newestUs: next * 1e6 };
}

/** Holds every write back until `release`. */
function slowDisk(): { readonly writes: string[]; release(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const writes: string[] = [];
  const write = StateFile.prototype.write;
  vi.spyOn(StateFile.prototype, "write").mockImplementation(async function (this: StateFile, content) {
    writes.push(content);
    await promise;
    await write.call(this, content);
  });
  return { writes, release: resolve };
}

it("[MT7] a point that is written while an older one is being written follows it", async () => {
  const disk = slowDisk();
  const progress = new Progress(folder);
  progress.reached(point(10));
  const first = progress.snapshot()?.();
  await vi.waitFor(() => expect(disk.writes).toHaveLength(1));
  progress.reached(point(20));
  const last = progress.snapshot()?.();
  disk.release();
  await Promise.all([first, last]);
  expect(new Progress(folder).resumption(HEADER).from).toBe(20);
  expect(progress.snapshot()).toBeUndefined();
});

it("[MT7] an older point that waited for longer never takes the place of a newer one", async () => {
  const progress = new Progress(folder);
  progress.reached(point(10));
  const older = progress.snapshot();
  progress.reached(point(20));
  const newer = progress.snapshot();
  await newer?.();
  await older?.();
  expect(new Progress(folder).resumption(HEADER).from).toBe(20);
});

it("[MT7] a session that ends during a write of its progress writes the rest too", async () => {
  const disk = slowDisk();
  await using mill = await FakeAgent.start();
  mill.observe(ITEMS.x, "1");
  await using first = runSource(mill.url, [numbers("x")]);
  await vi.waitFor(() => expect(first.inlet.latest(0)?.value).toBe(1));
  await vi.waitFor(() => expect(mill.streams).toBe(1));
  mill.observe(ITEMS.x, "2");
  await vi.waitFor(() => expect(disk.writes).toHaveLength(1));
  mill.observe(ITEMS.x, "3");
  await vi.waitFor(() => expect(first.inlet.latest(0)?.value).toBe(3));
  const asked = Promise.withResolvers<void>();
  vi.spyOn(first.inlet, "committed").mockImplementation(async () => asked.resolve());
  const stopped = first.stop();
  // The end of the session is at the disk, or over.
  await Promise.race([asked.promise, stopped]);
  disk.release();
  await stopped;
  mill.observe(ITEMS.x, "4");
  await using second = runSource(mill.url, [numbers("x")], {}, first.dataDir);
  await vi.waitFor(() => expect(second.inlet.latest(0)?.value).toBe(4));
  expect(second.inlet.samples(0).map(({ value }) => value)).toEqual([4]);
});
