import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { evaluateSeeds } from "../../../edge/cli/evaluate-seeds.ts";
import { type Options, parseOptions } from "../../../edge/cli/options.ts";
import type { FalseAlert } from "../../../edge/evaluation/judge.ts";
import { type SeedJudgement, seedsFigures, seedsIn } from "../../../edge/evaluation/seeds/seeds.ts";
import { type SeedsReport, seedsReportText } from "../../../edge/evaluation/seeds/seeds-report.ts";

const FALSE: FalseAlert = {
  rule: "health/axis-x",
  asset: "CNC-101",
  at: Date.UTC(2026, 2, 3, 4, 5, 6) * 1000,
  said: "advisory",
  during: "cleaning",
  message: "words",
};

function judged(seed: number, falseAlerts: readonly FalseAlert[]): SeedJudgement {
  const none = { raised: 0, false: 0, falsePer100AssetsWeek: 0 };
  return {
    name: "nuisances",
    scenario: "Nothing wrong",
    seed,
    hours: 72,
    assets: 70,
    samples: 1000,
    faults: [],
    detected: 0,
    alerts: 4,
    confirmed: 1,
    said: { alarm: none, advisory: { ...none, false: falseAlerts.length }, prediction: none },
    falseAlerts,
  } as unknown as SeedJudgement;
}

describe("many seeds", () => {
  it.each([
    ["7", [7]],
    ["20-23", [20, 21, 22, 23]],
    ["3,7,20-22,21", [3, 7, 20, 21, 22]],
  ])("[E38] %s is a list of seeds", (text, seeds) => {
    expect(seedsIn(text)).toEqual(seeds);
  });

  it.each(["", "a", "9-7", "1-2-3", "1,", "-4", "1-5000", "1.5"])("[E38] %j is refused", (text) => {
    expect(() => seedsIn(text)).toThrow(/--seeds is .*20-32/);
  });

  it("[E38] the rate is over all asset-weeks, with the bound of few findings", () => {
    const figures = seedsFigures([judged(1, []), judged(2, [FALSE]), judged(3, [])]);
    // 3 runs of 70 assets and 72 h.
    expect(figures.assetWeeks).toBeCloseTo(90);
    expect(figures).toMatchObject({ samples: 3000, alerts: 12, confirmed: 3, falseSaid: { alarm: 0, advisory: 1 } });
    expect(figures.false).toMatchObject({ count: 1, per100AssetWeeks: expect.closeTo(1.111, 3) });
    // A mean of 4.744 gives at most one with a probability of 5 %.
    expect(figures.false.upperBound95).toBeCloseTo(5.271, 3);
    expect(figures.falseAlerts).toEqual([{ seed: 2, ...FALSE }]);
  });

  it("[E38] the report names each false finding with its seed, time, activity, rule and words", () => {
    const runs = [judged(1, []), judged(2, [FALSE])];
    const text = seedsReportText({ runs, kept: [1], figures: seedsFigures(runs), wallS: 90 });
    expect(text).toMatch(/60\.0 asset-weeks/);
    expect(text).toMatch(/1 seeds were judged before/);
    expect(text).toMatch(/seed 2 +2026-03-03T04:05:06 +CNC-101 +cleaning +health\/axis-x +words/);
  });
});

describe("gemba evaluate --seeds", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "gemba-seeds-test-"));
  });
  beforeEach(() => {
    vi.spyOn(process.stderr, "write").mockImplementation(() => true);
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const config = { files: [] };
  const { signal } = new AbortController();
  const optionsOf = (name: string, seeds: string, ...more: readonly string[]): Options =>
    parseOptions(["--scenario", "nuisances", "--seeds", seeds, "--out", join(folder, name), "--json", ...more]);

  /** Judges by a table; returns the report and the seeds that were judged now. */
  async function report(options: Options): Promise<SeedsReport & { readonly judgedNow: readonly number[] }> {
    const judgedNow: number[] = [];
    const text = await evaluateSeeds(options, config, signal, async (seed) => {
      judgedNow.push(seed);
      return judged(seed, seed === 4 ? [FALSE] : []);
    });
    return { ...(JSON.parse(text) as SeedsReport), judgedNow };
  }

  it("[E38] goes on with the seeds that are missing, and reports the same as without a stop", async () => {
    const whole = await report(optionsOf("whole", "3-6", "--workers", "3"));
    expect(whole.runs.map(({ seed }) => seed)).toEqual([3, 4, 5, 6]);
    expect((await report(optionsOf("cut", "3-4"))).judgedNow).toEqual([3, 4]);
    const second = await report(optionsOf("cut", "3-6"));
    expect(second).toMatchObject({ kept: [3, 4], judgedNow: [5, 6], figures: whole.figures, runs: whole.runs });
  });

  it("[E38] judges again what was kept of other hours, or is no judgement", async () => {
    await report(optionsOf("other", "3-4"));
    expect((await report(optionsOf("other", "3-4", "--hours", "9"))).judgedNow).toEqual([3, 4]);
    writeFileSync(join(folder, "other", "seed-3.json"), "{");
    expect((await report(optionsOf("other", "3-4", "--hours", "9"))).judgedNow).toEqual([3]);
  });

  it("[E38] a seed that fails ends the others, and what was judged stays", async () => {
    const begun: number[] = [];
    const failing = evaluateSeeds(optionsOf("bad", "1-9", "--workers", "2"), config, signal, async (seed, _, until) => {
      begun.push(seed);
      if (seed === 3) throw new Error("seed 3 failed");
      if (seed > 3) await new Promise((resolve) => until.addEventListener("abort", resolve));
      until.throwIfAborted();
      return judged(seed, []);
    });
    await expect(failing).rejects.toThrow("seed 3 failed");
    expect(begun.length).toBeLessThan(5);
    expect(readdirSync(join(folder, "bad")).sort()).toEqual(["seed-1.json", "seed-2.json"]);
  });

  it("[E38] judges a seed in a process of its own", async () => {
    const options = parseOptions(["--scenario", "missing", "--seeds", "1"]);
    await expect(evaluateSeeds(options, config, signal)).rejects.toThrow(/seed 1 was not judged \(exit code 2\)/);
    const healthy = parseOptions(["--scenario", "healthy", "--seeds", "3", "--hours", "0.005"]);
    expect(await evaluateSeeds(healthy, config, signal)).toMatch(/1 seeds of 0\.01 h with \d\d assets/);
  }, 300_000);

  it("[E38] reads no folder that is called like the scenario", async () => {
    expect((await report(optionsOf("named", "1", "--scenario", folder))).judgedNow).toEqual([1]);
  });

  it("[E38] takes neither pairs nor a kept run", async () => {
    for (const other of [["--paired"], ["--run", "x"]])
      await expect(report(optionsOf("no", "1", ...other))).rejects.toThrow(/--seeds takes neither/);
  });
});
