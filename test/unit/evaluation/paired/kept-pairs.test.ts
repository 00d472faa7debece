import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { evaluatePaired } from "../../../../edge/cli/evaluate-paired.ts";
import { parseOptions } from "../../../../edge/cli/options.ts";
import { loadConfig } from "../../../../edge/config/load.ts";
import type { PairJudgement } from "../../../../edge/evaluation/paired/judge-pair.ts";
import type { PairedRun } from "../../../../edge/evaluation/paired/set.ts";
import type { SetReport } from "../../../../edge/evaluation/paired/set-report.ts";
import { createLog } from "../../../../edge/observe/log.ts";
import { type PlantConfig, plugins } from "../../../../edge/plugins.ts";

let folder: string;
let config: PlantConfig;
const log = createLog({ level: "silent" });
const { signal } = new AbortController();

beforeEach(() => {
  vi.spyOn(process.stderr, "write").mockImplementation(() => true);
});
afterEach(() => vi.restoreAllMocks());

const NONE: PairJudgement = {
  hours: 2,
  assets: 80,
  assetWeeks: 1,
  samples: 0,
  notRun: { parts: [], tags: 0, tagsWithoutSample: {}, unknownSamples: 0 },
  faults: [],
  notJudged: {},
  findings: { faulty: 3, both: 1, sound: 2 },
  falseAlerts: [],
  disputed: [],
  forecasts: [],
  chance: { byTime: { component: 0, hits: 0 }, byAsset: { component: 0, hits: 0 } },
  jobs: [],
};
const RUNS: readonly PairedRun[] = [1, 2, 3].map((seed) => ({ scenario: "demo", seed, hours: 2, leaveOut: 1 }));

/** Judges a list of pairs from a table; returns the report and the seeds that were judged now. */
async function report(name: string, runs: readonly PairedRun[], failsAt?: number) {
  const list = join(folder, "list.json");
  writeFileSync(list, JSON.stringify({ title: "Mine", runs }));
  const options = parseOptions(["--set", list, "--out", join(folder, name), "--json"]);
  const judgedNow: number[] = [];
  const text = await evaluatePaired(options, { config, log }, signal, async ({ seed, hours }) => {
    if (seed === failsAt) throw new Error("the machine was switched off");
    judgedNow.push(seed);
    return { ...NONE, hours, samples: seed };
  });
  return { ...(JSON.parse(text) as SetReport), judgedNow };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "gemba-pairs-test-"));
  config = await loadConfig(parseOptions([]).config, plugins);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("[E76] a set goes on with the pairs that are missing, and reports the same as without a stop", async () => {
  const whole = await report("whole", RUNS);
  expect(whole).toMatchObject({ kept: [], judgedNow: [1, 2, 3] });
  await expect(report("cut", RUNS, 3)).rejects.toThrow("switched off");
  expect(readdirSync(join(folder, "cut")).sort()).toEqual(["demo-seed-1-2h.json", "demo-seed-2-2h.json"]);
  const second = await report("cut", RUNS);
  expect(second).toMatchObject({ kept: RUNS.slice(0, 2), judgedNow: [3], figures: whole.figures, runs: whole.runs });
});

it("[E76] a pair is judged again where its hours or runs without a fault changed, or its file is damaged", async () => {
  await report("other", RUNS);
  const longer = RUNS.map((run) => (run.seed === 2 ? { ...run, leaveOut: 4 } : run));
  expect((await report("other", longer)).judgedNow).toEqual([2]);
  expect((await report("other", [{ scenario: "demo", seed: 1, hours: 3, leaveOut: 1 }])).judgedNow).toEqual([1]);
  writeFileSync(join(folder, "other", "demo-seed-3-2h.json"), "{");
  expect((await report("other", longer)).judgedNow).toEqual([3]);
});
