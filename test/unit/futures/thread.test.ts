import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ForecastQuestion } from "../../../edge/contracts/forecast/forecasts.ts";
import type { PlantHistory } from "../../../edge/contracts/forecast/history.ts";
import { historyUntil } from "../../../edge/forecast/learn/until.ts";
import { runApart } from "../../../edge/futures/apart.ts";
import type { RecordedPlant } from "../../../edge/futures/record-of-pieces.ts";
import { scoreOf } from "../../../edge/futures/score.ts";
import type { FutureTask, Lost } from "../../../edge/futures/task.ts";
import { createLog } from "../../../edge/observe/log.ts";
import { MaterialStore } from "../../../edge/production/material/material-store.ts";
import { SMALL_PLANT, START_US, smallHistory } from "../../fakes/forecast-history.ts";
import { recordPlant } from "../../fakes/recorded-plant.ts";
import { randomOf } from "../../run/seed.ts";

const HISTORY = smallHistory(400, randomOf("history"));
const AT = START_US + 2 * 3600e6;
/** Its states are not recorded, so nothing of it is read by uids. */
const PLANT = SMALL_PLANT as unknown as RecordedPlant;
const QUESTION: ForecastQuestion = { name: "q", hours: 1, replications: 3, seed: 1, at: AT, futures: [] };
const OUT = { name: "lathe out", changes: [{ out: "CNC-1", hours: 1 }] };
const ENOUGH_MS = 60_000;
const signal = new AbortController().signal;
let dataDir = "";

const task = (question: Partial<ForecastQuestion>, dir = dataDir): FutureTask => ({
  kind: "answer",
  dataDir: dir,
  description: PLANT,
  question: { ...QUESTION, ...question },
});

function recorded(history: PlantHistory, state: Readonly<Record<string, unknown>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "gemba-thread-test-"));
  recordPlant(folder, history, state);
  return folder;
}

beforeAll(() => {
  dataDir = recorded(HISTORY);
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

describe("the thread of forecasts", () => {
  it("[FK46] answers while the edge writes, says how far it is, and leaves nothing", async () => {
    const heard: number[] = [];
    const before = readdirSync(dataDir);
    const edge = new MaterialStore(join(dataDir, "production", "material.db"), createLog({ level: "silent" }));
    const none = { pieces: [], carriers: [], orders: [], orderChanges: [], lots: [], shipments: [] };
    const result = await runApart(task({ futures: [OUT] }), {
      signal,
      withinMs: ENOUGH_MS,
      progress: (done, of) => {
        heard.push(done / of);
        edge.write({ ...none, state: { now: heard.length } });
      },
    });
    edge.close();
    expect(result).toMatchObject({
      kind: "answer",
      answer: { at: AT, futures: [{ name: "baseline" }, { name: OUT.name }] },
      counted: { left: ["PCK-1"], entered: [] },
    });
    expect(heard).toHaveLength(6);
    expect(heard.at(-1)).toBe(1);
    expect(readdirSync(dataDir)).toEqual(before);
  });

  it("[FK47] the same question from the same instant is the same answer to the bit, whatever came since", async () => {
    const earlier = recorded({ ...HISTORY, ...historyUntil(HISTORY, AT + 300e6) });
    try {
      const [now, then] = await Promise.all([
        runApart(task({ futures: [OUT] }), { signal, withinMs: ENOUGH_MS }),
        runApart(task({ futures: [OUT] }, earlier), { signal, withinMs: ENOUGH_MS }),
      ]);
      expect(JSON.stringify(then)).toBe(JSON.stringify(now));
    } finally {
      rmSync(earlier, { recursive: true, force: true });
    }
  });

  it("[FK50] names future, change and remedy of what cannot be", async () => {
    const futures = [OUT, { name: "wrong", changes: [{ vehicles: 1 }, { out: "CNC-9", hours: 1 }] }];
    const refused = await runApart(task({ futures }), { signal, withinMs: ENOUGH_MS });
    expect(refused).toMatchObject({
      kind: "refused",
      problems: [{ future: "wrong", change: 1, reason: /write its label/ }],
    });
    const early = await runApart(task({ at: START_US + 60e6 }), { signal, withinMs: ENOUGH_MS });
    expect(early).toMatchObject({ kind: "refused", problems: [{ future: null, reason: /less than half an hour/ }] });
  });

  it("[FK45] a record that cannot be read, and an error of the edge, fail with a remedy", async () => {
    const dir = recorded(HISTORY);
    writeFileSync(join(dir, "production", "material.db"), "no tables");
    try {
      await expect(runApart(task({}, dir), { signal, withinMs: ENOUGH_MS })).rejects.toMatchObject({
        code: "unavailable",
        message: expect.stringMatching(/material\.db cannot be read: .*mends or renews it when it starts/),
      });
      const broken = { ...task({}), description: null } as unknown as FutureTask;
      await expect(runApart(broken, { signal, withinMs: ENOUGH_MS })).rejects.toMatchObject({
        code: "unavailable",
        message: expect.stringMatching(/the log has its cause\. Ask again/),
        cause: { stack: expect.stringContaining("futures/") },
      });
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });

  it("[FK45] ends when it is late or not wanted any more", async () => {
    const long = task({ replications: 200, hours: 700 });
    await expect(runApart(long, { signal, withinMs: 1 })).rejects.toThrow("Ask for fewer hours, runs or futures");
    const end = new AbortController();
    const running = runApart(long, { signal: end.signal, withinMs: ENOUGH_MS });
    end.abort(new Error("removed"));
    await expect(running).rejects.toThrow("removed");
  });

  it("[FK54] says what a question may name, and how much of the record there is", async () => {
    const choices = { kind: "choices", dataDir, description: PLANT } as const;
    const result = await runApart(choices, { signal, withinMs: ENOUGH_MS });
    expect(result).toMatchObject({
      kind: "choices",
      choices: {
        leastS: 1800,
        plan: { machines: ["CNC-1", "CNC-2", "PCK-1"], variants: ["A", "B"], vehicles: 0 },
      },
    });
    const none = { ...choices, dataDir: join(dataDir, "none") };
    expect(await runApart(none, { signal, withinMs: ENOUGH_MS })).toMatchObject({
      choices: { record: null, plan: null },
    });
  });
});

describe("what happened", () => {
  const counted = { left: ["PCK-1"], entered: [] };
  const span = { kind: "score", description: PLANT, at: AT, horizonS: 3600, counted, lost: [] } as const;
  const END = AT + 3600e6;
  const gaps = { startedAt: START_US, silent: [], gaps: {}, reporters: { "CNC-1": ["turning/cnc-1"] } };
  /** Two minutes are waited for reports that are late. */
  const whole = { time: END + 120e6, reconciliation: { gaps } };
  const made = HISTORY.pieces.filter(({ operations }) => {
    const last = operations.at(-1);
    return last?.station === "PCK-1" && last.verdict !== "scrap" && last.end >= AT && last.end < END;
  }).length;
  const folders: string[] = [];
  const keeping = (state: Readonly<Record<string, unknown>>): string => {
    const folder = recorded(HISTORY, state);
    folders.push(folder);
    return folder;
  };
  const lostBy = (source: string, reason: Lost["reason"] = "source_down_no_history") => ({
    lost: [{ source, from: AT, to: AT + 1, reason }],
  });
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  it("[FK51] [FK52] is counted as trials are; lost reports of pieces make it unknown, others do not", () => {
    const dir = keeping(whole);
    const score = (more: object) => scoreOf({ ...span, dataDir: dir, ...more });
    expect(made).toBeGreaterThan(0);
    expect(score({})).toEqual({ happened: made, unknown: null, source: null });
    expect(score(lostBy("turning"))).toEqual({ happened: null, unknown: "gap", source: "turning" });
    expect(score(lostBy("meters")).happened).toBe(made);
    expect(score({ lost: "gap" })).toEqual({ happened: null, unknown: "gap", source: null });
    expect(score({ lost: "forgotten" }).unknown).toBe("forgotten");
    expect(score({ at: START_US - 3600e6 }).unknown).toBe("forgotten");
  });

  it("[FK52] a loss of the log is one of every source; without known reporters each loss counts", () => {
    const dir = keeping(whole);
    for (const lost of [lostBy("commit-log", "buffer_full"), lostBy("(others)", "buffer_full")])
      expect(scoreOf({ ...span, dataDir: dir, ...lost }).unknown).toBe("gap");
    expect(scoreOf({ ...span, dataDir: dir, ...lostBy("x", "log_damaged") }).unknown).toBe("gap");
    const unknown = keeping({ ...whole, reconciliation: { gaps: { ...gaps, reporters: {} } } });
    expect(scoreOf({ ...span, dataDir: unknown, ...lostBy("meters") }).unknown).toBe("gap");
    const { reporters: tellers, ...former } = gaps;
    const older = keeping({ ...whole, reconciliation: { gaps: { ...former, tellers } } });
    expect(scoreOf({ ...span, dataDir: older, ...lostBy("meters") }).happened).toBe(made);
    expect(scoreOf({ ...span, dataDir: older, ...lostBy("turning") }).unknown).toBe("gap");
  });

  it("[FK52] waits until the record has come to the end, sources are heard and a start is a minute ago", () => {
    const silent = { gaps: { ...gaps, silent: ["turning/cnc-1"] } };
    const begun = { gaps: { ...gaps, startedAt: END + 119e6 } };
    for (const state of [
      { ...whole, time: END + 119e6 },
      { ...whole, time: "NaN" },
      { reconciliation: { gaps } },
      { ...whole, reconciliation: silent },
      { ...whole, reconciliation: begun },
    ])
      expect(scoreOf({ ...span, dataDir: keeping(state) }).unknown).toBe("later");
    expect(scoreOf({ ...span, dataDir: keeping({ time: END + 180e6, reconciliation: begun }) }).happened).toBe(made);
  });

  it("[FK52] is unknown where the config counts at other places than the forecast did", () => {
    const dir = keeping(whole);
    const other = { left: ["PCK-2"], entered: [] };
    expect(scoreOf({ ...span, dataDir: dir, counted: other }).unknown).toBe("changed");
    // Forecasts of the former release do not say where they counted.
    expect(scoreOf({ ...span, dataDir: dir, counted: null }).happened).toBe(made);
  });
});
