import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Past, planPast } from "../../../../edge/cli/demo/past.ts";
import { parseOptions } from "../../../../edge/cli/options.ts";
import { SampleFlag } from "../../../../edge/contracts/path/sample-batch.ts";
import type { MachinePast } from "../../../../edge/contracts/production/past.ts";

const log = pino({ level: "silent" });
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gemba-past-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const plan = (...more: string[]): Past | undefined =>
  planPast(parseOptions(["--data-dir", folder, "--past-hours", "1", ...more]), log);
const written = (): { fromMs: number; toMs: number; isFilled: boolean } =>
  JSON.parse(readFileSync(join(folder, "past.json"), "utf8"));

it("[D12] the first start, and no other, fills the hours before it, flagged simulated and backfilled", async () => {
  const now = Date.now();
  const placed: unknown[] = [];
  const placeRecording = (recording: { dir: string; flags: number }): Promise<number> => {
    placed.push({ ...recording, files: readdirSync(recording.dir).filter((name) => name.endsWith(".parquet")) });
    return Promise.resolve(1);
  };
  const pasts: MachinePast[] = [];
  const takePast = (some: readonly MachinePast[]): Promise<number> => {
    pasts.push(...some);
    return Promise.resolve(some.length);
  };
  const [past, { signal }] = [plan(), new AbortController()];
  past?.compute(signal);
  await past?.fill({ placeRecording, takePast }, signal);
  const { fromMs, toMs, isFilled } = written();
  expect(toMs - fromMs).toBe(3_600_000);
  expect(now - toMs).toBeLessThan(60_000);
  expect(placed).toEqual([
    {
      dir: join(folder, "past"),
      start: fromMs * 1000,
      from: fromMs * 1000,
      to: toMs * 1000,
      flags: SampleFlag.simulated | SampleFlag.backfill,
      files: ["samples-00000.parquet"],
    },
  ]);
  // Machine states go to the book of states: each once, within those hours.
  const lathe = pasts.filter(({ label }) => label === "CNC-101");
  expect(lathe).toHaveLength(1);
  const { from = 0, to = 0, times = [], states, modes, completions = [] } = lathe[0] ?? {};
  expect([from, to]).toEqual([fromMs * 1000, toMs * 1000]);
  expect([states?.length, modes?.length]).toEqual([times.length, times.length]);
  expect(completions.length).toBeGreaterThan(10);
  expect([...times, ...completions.map(({ time }) => time)].filter((time) => time < from || time > to)).toEqual([]);
  expect(isFilled).toBe(true);
  expect(existsSync(join(folder, "past"))).toBe(false);
  expect(plan()).toBeUndefined();
  // The simulator runs at low priority.
});

it("[D12] an interrupted fill begins again with the same times, and leaves no files", async () => {
  const never = () => Promise.reject(new Error("must not be called"));
  const stopping = new AbortController();
  const filling = plan()?.fill({ placeRecording: never, takePast: never }, stopping.signal);
  const before = written();
  stopping.abort();
  await filling;
  expect(existsSync(join(folder, "past"))).toBe(false);
  expect(written()).toEqual({ ...before, isFilled: false });
  expect(plan("--seed", "99")).toBeDefined();
  expect(written()).toEqual(before);
});

it("[D12] an edge that has run without demo history gets none later, and with 0 hours there is none", () => {
  expect(plan("--past-hours", "0")).toBeUndefined();
  expect(existsSync(join(folder, "past.json"))).toBe(false);
  mkdirSync(join(folder, "log"));
  expect(plan()).toBeUndefined();
});
