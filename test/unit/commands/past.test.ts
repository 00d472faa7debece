import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { parseOptions } from "../../../edge/commands/options.ts";
import { type Past, planPast } from "../../../edge/commands/past.ts";
import { SampleFlag } from "../../../edge/contracts/sample-batch.ts";

const log = pino({ level: "silent" });
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gemba-past-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const plan = (...more: string[]): Past | undefined => planPast(parseOptions(["--data-dir", folder, "--past-hours", "1", ...more]), log);
const written = (): { fromMs: number; toMs: number; isFilled: boolean } => JSON.parse(readFileSync(join(folder, "past.json"), "utf8"));

it("[D12] the first start fills the hours before it as simulated and filled in later, and no other start does", async () => {
  const now = Date.now();
  const placed: unknown[] = [];
  const placeRecording = (recording: { dir: string; flags: number }): Promise<number> => {
    placed.push({ ...recording, files: readdirSync(recording.dir).filter((name) => name.endsWith(".parquet")) });
    return Promise.resolve(1);
  };
  await plan()?.fill({ placeRecording }, new AbortController().signal);
  const { fromMs, toMs, isFilled } = written();
  expect(toMs - fromMs).toBe(3_600_000);
  expect(now - toMs).toBeLessThan(60_000);
  expect(placed).toEqual([
    { dir: join(folder, "past"), start: fromMs * 1000, from: fromMs * 1000, to: toMs * 1000, flags: SampleFlag.simulated | SampleFlag.backfill, files: ["samples-00000.parquet"] },
  ]);
  expect(isFilled).toBe(true);
  expect(existsSync(join(folder, "past"))).toBe(false);
  expect(plan()).toBeUndefined();
  // The simulator leaves the processor to others.
}, 600_000);

it("[D12] what was interrupted is begun anew with the same times, and leaves no files", async () => {
  const stopping = new AbortController();
  const filling = plan()?.fill({ placeRecording: () => Promise.reject(new Error("not to be called")) }, stopping.signal);
  const before = written();
  stopping.abort();
  await filling;
  expect(existsSync(join(folder, "past"))).toBe(false);
  expect(written()).toEqual({ ...before, isFilled: false });
  expect(plan("--seed", "99")).toBeDefined();
  expect(written()).toEqual(before);
});

it("[D12] an edge that has run without a past gets none later, and 0 hours are none", () => {
  expect(plan("--past-hours", "0")).toBeUndefined();
  expect(existsSync(join(folder, "past.json"))).toBe(false);
  mkdirSync(join(folder, "log"));
  expect(plan()).toBeUndefined();
});
