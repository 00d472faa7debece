import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ForecastQuestion } from "../../../edge/contracts/forecast/forecasts.ts";
import type { PlantHistory } from "../../../edge/contracts/forecast/history.ts";
import { historyUntil } from "../../../edge/forecast/learn/until.ts";
import { runApart } from "../../../edge/futures/apart.ts";
import type { RecordedPlant } from "../../../edge/futures/record-of-pieces.ts";
import { scoreOf } from "../../../edge/futures/score.ts";
import type { FutureTask } from "../../../edge/futures/task.ts";
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

const placeOf = (dir: string) => ({ dataDir: dir, folder: join(dir, "futures") });
const task = (question: Partial<ForecastQuestion>, dir = dataDir): FutureTask => ({
  kind: "answer",
  place: placeOf(dir),
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
  it("[FK46] answers from a copy of the record, says how far it is, and leaves no copy", async () => {
    const heard: number[] = [];
    const result = await runApart(task({ futures: [OUT] }), {
      signal,
      withinMs: ENOUGH_MS,
      progress: (done, of) => heard.push(done / of),
    });
    expect(result).toMatchObject({
      kind: "answer",
      answer: { at: AT, futures: [{ name: "baseline" }, OUT.name && {}] },
    });
    expect(heard).toHaveLength(6);
    expect(heard.at(-1)).toBe(1);
    expect(readdirSync(join(dataDir, "futures"))).toEqual([]);
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

  it("[FK45] ends when it is late or not wanted any more", async () => {
    const long = task({ replications: 200, hours: 700 });
    await expect(runApart(long, { signal, withinMs: 1 })).rejects.toThrow("Ask for fewer hours, runs or futures");
    const end = new AbortController();
    const running = runApart(long, { signal: end.signal, withinMs: ENOUGH_MS });
    end.abort(new Error("removed"));
    await expect(running).rejects.toThrow("removed");
  });

  it("[FK54] says what a question may name, and how much of the record there is", async () => {
    const choices = { kind: "choices", place: placeOf(dataDir), description: PLANT } as const;
    const result = await runApart(choices, { signal, withinMs: ENOUGH_MS });
    expect(result).toMatchObject({
      kind: "choices",
      choices: {
        leastS: 1800,
        plan: { machines: ["CNC-1", "CNC-2", "PCK-1"], variants: ["A", "B"], vehicles: 0 },
      },
    });
    const none = { ...choices, place: placeOf(join(dataDir, "none")) };
    expect(await runApart(none, { signal, withinMs: ENOUGH_MS })).toMatchObject({
      choices: { record: null, plan: null },
    });
  });
});

describe("what happened", () => {
  const span = { kind: "score", description: PLANT, at: AT, horizonS: 3600 } as const;
  const reporters = { gaps: { startedAt: null, silent: [], gaps: {}, reporters: { "CNC-1": ["turning/cnc-1"] } } };

  it("[FK51] [FK52] is counted as trials are; lost reports of pieces make it unknown, others do not", () => {
    const made = HISTORY.pieces.filter(({ operations }) => {
      const last = operations.at(-1);
      return last?.station === "PCK-1" && last.verdict !== "scrap" && last.end >= AT && last.end < AT + 3600e6;
    }).length;
    const dir = recorded(HISTORY, { reconciliation: reporters });
    const silent = recorded(HISTORY, {
      reconciliation: { gaps: { ...reporters.gaps, silent: ["turning/cnc-1"] } },
    });
    try {
      const place = placeOf(dir);
      expect(scoreOf({ ...span, place, lost: [] })).toEqual({ happened: made, unknown: null, source: null });
      const lost = (source: string) => scoreOf({ ...span, place, lost: [{ source, from: AT, to: AT + 1 }] });
      expect(lost("turning")).toEqual({ happened: null, unknown: "gap", source: "turning" });
      expect(lost("meters").happened).toBe(made);
      expect(scoreOf({ ...span, place, lost: null }).unknown).toBe("gap");
      expect(scoreOf({ ...span, place, at: START_US - 3600e6, lost: [] }).unknown).toBe("forgotten");
      expect(scoreOf({ ...span, place: placeOf(silent), lost: [] }).unknown).toBe("later");
    } finally {
      for (const folder of [dir, silent]) rmSync(folder, { recursive: true, force: true });
    }
  });
});
