/**
 * Rules FS10 and FS13 of docs/rules/store.md for the closing of a span, with DuckDB: a fault at any call neither loses
 * nor doubles samples.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { BatchBuilder } from "../../edge/batch/builder.ts";
import type { SampleBatch } from "../../edge/contracts/path/sample-batch.ts";
import { Answers } from "../../edge/historian/embedded/answers.ts";
import { Store } from "../../edge/historian/embedded/store.ts";
import type { LogChunk } from "../../edge/historian/log/log-chunk.ts";
import { FAULTS, type Fault, tryWith } from "../fakes/disk/failing-disk.ts";
import { batchOf } from "../fakes/source/samples.ts";
import { sizeOf } from "../run/long-sets.ts";

const T0 = Date.UTC(2026, 2, 2) * 1000;
const HOUR = 3600e6;
const NOTHING = new BatchBuilder().finish(0);
/** Interval of the calls at which a fault is tried. */
const STEP = sizeOf("CLOSE_FAULT_STEP", { short: 12, full: 1 });
let root: string;
let uses = 0;
beforeAll(() => {
  root = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "gemba-close-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const samples = (from: number, count: number): SampleBatch =>
  batchOf(...Array.from({ length: count }, (_, i) => [1 + (i % 3), T0 + from * 1e6 + i * 2e6, from + i] as const));
const chunkOf = (from: number, batch: SampleBatch): LogChunk => ({
  from,
  to: from + batch.length,
  batches: [batch],
  samples: batch.length,
  events: [],
  waveforms: [],
  dictionary: [],
  lost: 0,
  holes: [],
});

const [FIRST, LATE] = [samples(0, 2_000), samples(1, 500)];
const TOTAL = FIRST.length + LATE.length;

/**
 * Closes an hour, then closes it again with late samples. The calls between the database and the files fail, not the
 * database.
 */
async function work(dir: string): Promise<void> {
  const store = await Store.open(join(dir, "history.duckdb"), 64, { clock: () => T0 + 2 * HOUR });
  try {
    if ((await store.cursor("log")) === undefined) {
      await store.append(chunkOf(0, FIRST), "log");
      await store.closeDue(T0 + 2 * HOUR, { late: true }).catch(() => undefined);
    }
    if ((await store.cursor("log"))?.position === FIRST.length) await store.append(chunkOf(FIRST.length, LATE), "log");
    await store.closeDue(T0 + 2 * HOUR, { late: true });
  } finally {
    await store.close();
  }
}

/** A database left open by a failed start would write into the file of the next one. */
function openFilesIn(folder: string): readonly string[] {
  if (!existsSync("/proc/self/fd")) return [];
  const files = readdirSync("/proc/self/fd").map((fd) => {
    try {
      return readlinkSync(join("/proc/self/fd", fd));
    } catch {
      return "";
    }
  });
  return files.filter((file) => file.startsWith(`${folder}/`) && file.includes("history.duckdb"));
}

async function attempt(fault: Fault, at: number): Promise<boolean> {
  const used = join(root, `used-${uses++}`);
  mkdirSync(used);
  const { hasFailed, calls } = await tryWith(used, { at, fault }, () => work(used));
  const said = `${fault} at call ${at}, ${calls[at - 1]}`;
  expect(openFilesIn(used), said).toEqual([]);
  const left = join(root, "left");
  rmSync(left, { recursive: true, force: true });
  renameSync(used, left);
  await work(left).catch((error: unknown) => {
    throw new Error(`${said}: does not close after the next start`, { cause: error });
  });
  const store = await Store.open(join(left, "history.duckdb"), 64);
  expect(await new Answers(store).to({ kind: "count" }, NOTHING), said).toBe(TOTAL);
  expect(store.spans.all().length, said).toBeGreaterThan(0);
  await store.close();
  return hasFailed;
}

it.each(FAULTS.filter((fault) => fault !== "full"))(
  "[FS10] [FS13] row 16: %s at calls of a span's closing: every sample is there once after the next start",
  async (fault) => {
    let at = 1 + (FAULTS.indexOf(fault) % STEP);
    while (await attempt(fault, at)) at += STEP;
    expect(at).toBeGreaterThan(10);
  },
);
