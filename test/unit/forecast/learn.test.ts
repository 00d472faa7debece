import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { parseOptions } from "../../../edge/cli/options.ts";
import { whatIfCommand } from "../../../edge/cli/whatif.ts";
import { whatIfText } from "../../../edge/cli/whatif-text.ts";
import type { PlantHistory } from "../../../edge/contracts/forecast/history.ts";
import { learn } from "../../../edge/forecast/learn/learn.ts";
import { historyUntil } from "../../../edge/forecast/learn/until.ts";
import { compile } from "../../../edge/forecast/model/compile.ts";
import { flowOf } from "../../../edge/forecast/model/flow.ts";
import { PlantRun } from "../../../edge/forecast/model/plant-run.ts";
import { snapshotAt } from "../../../edge/forecast/model/snapshot-at.ts";
import { startState } from "../../../edge/forecast/model/start-state.ts";
import { changed } from "../../../edge/forecast/whatif/changes.ts";
import { compareFutures } from "../../../edge/forecast/whatif/compare.ts";
import { foreseen, trialsOf } from "../../../edge/forecast/whatif/foresee.ts";
import { modelError } from "../../../edge/forecast/whatif/ranges.ts";
import { runSeed } from "../../../edge/forecast/whatif/run-seed.ts";
import { readPastPieces } from "../../../edge/production/material/past-pieces.ts";
import { SMALL, SMALL_PLANT, START_US, smallHistory } from "../../fakes/forecast-history.ts";
import { recordPlant } from "../../fakes/recorded-plant.ts";
import { seeded } from "../../reliability/random.ts";
import { randomOf, SEED } from "../../run/seed.ts";

const FLOW = flowOf(SMALL_PLANT);
const HISTORY = smallHistory(400, randomOf("history"));
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe("what is learnt", () => {
  it("[FK22] times, set-up and scrap of a plant are those by which it worked, over 20 seeds", () => {
    for (let run = 0; run < 20; run++) {
      const learnt = learn(smallHistory(400, seeded(SEED + run)), FLOW);
      const [, lathe, , mid, packing] = learnt.places;
      expect(lathe?.kind).toBe("station");
      expect(Math.abs((lathe?.work["A"]?.mean ?? 0) / SMALL.workS - 1)).toBeLessThan(0.03);
      expect(lathe?.work["A"]?.quantiles[0]).toBeGreaterThanOrEqual(0.9 * SMALL.workS - 0.01);
      expect(packing?.workOfAll?.mean).toBeCloseTo(SMALL.packS, 2);
      expect([mid?.kind, lathe?.batch, lathe?.most]).toEqual(["buffer", 1, 1]);
      expect(learnt.setUps[0]?.pairs["A > B"]?.mean).toBeCloseTo(SMALL.setUpS, 1);
      const went = Object.values(lathe?.went ?? {}).map(([on = 0, scrap = 0]) => [on, scrap] as const);
      const scrapped =
        went.reduce((sum, [, scrap]) => sum + scrap, 0) / went.reduce((sum, [on, scrap]) => sum + on + scrap, 0);
      // Five standard deviations of some 200 pieces.
      expect(Math.abs(scrapped - SMALL.scrapShare)).toBeLessThan(0.11);
    }
  });

  it("[FK22] the same history gives the same values, and what was not seen is not there", () => {
    expect(JSON.stringify(learn(HISTORY, FLOW))).toBe(JSON.stringify(learn(structuredClone(HISTORY), FLOW)));
    const nothing = learn({ from: 0, to: 0, pieces: [], orders: [] }, FLOW);
    expect(nothing.places[1]).toMatchObject({ most: 0, workOfAll: null, went: {} });
    expect(learn(HISTORY, FLOW)).toMatchObject({ version: 1, from: HISTORY.from, to: HISTORY.to, pieces: 400 });
  });

  it("[FK23] history up to an instant has nothing that was not known then", () => {
    const at = START_US + 3600e6;
    const known = historyUntil(HISTORY, at);
    for (const { stays, operations } of known.pieces) {
      for (const { from, to } of stays) expect(from > at || to > at).toBe(false);
      for (const { start, end, verdict } of operations) {
        expect(start > at || end > at).toBe(false);
        if (Number.isNaN(end)) expect(verdict).toBe("");
      }
    }
    expect(JSON.stringify(snapshotAt(known, FLOW, at))).toBe(JSON.stringify(snapshotAt(HISTORY, FLOW, at)));
  });

  it("[FK24] a snapshot has each piece where it was, with its stage, and what is left of the orders", () => {
    const at = START_US + 3600e6;
    const { pieces, orders, setUpFor } = snapshotAt(HISTORY, FLOW, at);
    const there = pieces.filter(({ place }) => place.startsWith("CNC"));
    expect(there.map(({ stage }) => stage === "work" || stage === "waiting")).toEqual([true, true]);
    for (const { stageSince, stage } of there) if (stage === "work") expect(at - stageSince).toBeLessThan(67e6);
    const started = HISTORY.pieces.filter(({ operations }) => (operations[0]?.start ?? 0) <= at).length;
    const ordered = HISTORY.orders.length * SMALL.ofOrder;
    const ended = HISTORY.orders.filter(({ order }) => !orders.some((open) => open.order === order)).length;
    expect(orders.reduce((sum, { toStart }) => sum + toStart, 0)).toBe(ordered - started);
    expect(ended).toBeGreaterThan(0);
    expect(setUpFor.has("CNC-1")).toBe(true);
  });

  it("[FK25] forecasts of a plant that works as the model does are right but for chance, over 8 seeds", () => {
    const at = START_US + 2.5 * 3600e6;
    const horizonS = 7200;
    const ratios = Array.from({ length: 8 }, (_, run) => {
      const history = smallHistory(600, seeded(SEED + run));
      const made = history.pieces.filter(({ operations }) => {
        const end = operations[1]?.end ?? 0;
        return end >= at && end < at + horizonS * 1e6;
      }).length;
      const { good, trials } = foreseen(history, SMALL_PLANT, { at, horizonS, replications: 10, seed: run });
      expect(good.low).toBeLessThan(good.high);
      expect(trials).toHaveLength(4);
      // 2.5 h of history are too short for trials of 2 h: they say how long they are.
      const lengths = trials.map((trial) => trial.horizonS ?? Number.NaN);
      expect(new Set(lengths).size).toBe(1);
      expect(lengths[0]).toBeLessThan(horizonS / 2);
      expect((trials[3]?.at ?? 0) + 1e6 * (lengths[3] as number)).toBeCloseTo(at, 0);
      return good.middle / made;
    });
    expect(Math.abs(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length - 1)).toBeLessThan(0.04);
  });
});

describe("futures side by side", () => {
  const at = START_US + 2.5 * 3600e6;
  const sources = { description: SMALL_PLANT, flow: FLOW, learnt: learn(historyUntil(HISTORY, at), FLOW) };
  const ask = (seed: number) =>
    compareFutures(
      sources,
      (plan) => startState(snapshotAt(HISTORY, FLOW, at), sources, plan, true),
      {
        horizonS: 7200,
        replications: 10,
        seed,
        trials: [],
        futures: [
          { name: "baseline", changes: [] },
          { name: "out", changes: [{ kind: "out", machines: "CNC-1", fromH: 0, hours: 2 }] },
          { name: "fast", changes: [{ kind: "speed", machines: "CNC-*", factor: 1.5 }] },
        ],
      },
      { at, pause: () => Promise.resolve() },
    );

  it("[FK26] an outage makes less, speed makes more, in every run; the same seed says the same", async () => {
    const [base, out, fast] = await ask(1);
    expect(base?.against).toBeNull();
    expect(out?.against).toMatchObject({ more: 0, fewer: 1 });
    expect(fast?.against).toMatchObject({ more: 1, fewer: 0 });
    expect((out?.good.middle ?? 0) / (base?.good.middle ?? 1)).toBeLessThan(0.65);
    // Orders are due an hour apart from the begin: of those due within the horizon all have a probability.
    const told = base?.orders.map(({ onTime }) => onTime) ?? [];
    expect([typeof told[0], told.at(-1)]).toEqual(["number", null]);
    expect(base?.bottlenecks[0]?.stations).toBe("CNC-1, CNC-2");
    expect(JSON.stringify(await ask(1))).toBe(JSON.stringify([base, out, fast]));
    expect(JSON.stringify(await ask(2))).not.toBe(JSON.stringify([base, out, fast]));
  });

  it("[FK26] an order that comes first is finished before one that comes last", () => {
    const plan = compile(sources, { at, horizonS: 7200 });
    const { state, orders } = startState(snapshotAt(HISTORY, FLOW, at), sources, plan, false);
    expect(state.orders.map(({ name }) => name)).toEqual(orders.map(({ order }) => order));
    expect(state.refill).toBeUndefined();
    expect(state.orders[0]?.isBegun).toBe(true);
    expect(state.orders.at(-1)?.isBegun).toBe(false);
    const finished = (isFirst: boolean): number => {
      const rush = { kind: "add-order", order: "RUSH", variant: "A", pieces: 10, dueH: 2, isFirst } as const;
      const one = changed({ plan, start: state }, [rush], "rush");
      return new PlantRun(one.plan, one.start, 1).run(20 * 3600).finishedS.at(-1) as number;
    };
    expect(finished(true)).toBeLessThan(3600);
    expect(finished(false)).toBeGreaterThan(2 * finished(true));
  });

  it("[FK26] neighbouring seeds share no runs, and trials are of the seed too", () => {
    const seeds = Array.from({ length: 1000 }, (_, at) => runSeed(1 + (at % 10), Math.floor(at / 10)));
    expect(new Set(seeds).size).toBe(1000);
    const trials = (seed: number) => trialsOf(HISTORY, sources, { at, horizonS: 3600, seed });
    expect(trials(1)).toEqual(trials(1));
    expect(trials(1)).not.toEqual(trials(2));
  });

  it("[FK29] the model's error is what forecasts of the past were off, beside four usual errors", () => {
    expect(modelError([])).toBeCloseTo(0.015, 6);
    const off = Array.from({ length: 4 }, (_, trial) => ({ at: trial, foreseen: 110, happened: 100 }));
    expect(modelError(off)).toBeGreaterThan(0.07);
  });
});

describe("gemba whatif", () => {
  function recorded(history: PlantHistory): string {
    const folder = mkdtempSync(join(tmpdir(), "gemba-whatif-test-"));
    folders.push(folder);
    recordPlant(folder, history);
    return folder;
  }

  it("[FK28] reads the record of an edge as it was written", () => {
    const read = readPastPieces(join(recorded(HISTORY), "production", "material.db"), { forS: 86_400 });
    const sorted = (all: PlantHistory["pieces"]) => all.toSorted((a, b) => (a.piece < b.piece ? -1 : 1));
    const written = HISTORY.pieces.map((piece) => ({
      ...piece,
      operations: piece.operations.map((one) => ({ ...one, operation: "OP" })),
    }));
    expect(sorted(read?.pieces ?? [])).toEqual(sorted(written));
    expect(read?.orders.find(({ order }) => order === "O-3")?.steps.at(-1)).toMatchObject({ state: "Ended" });
  });

  it("[FK28] says which pieces it could not place, and of what its intervals are", () => {
    const asked = { horizonS: 3600, replications: 1, seed: 1 };
    const told = { at: 0, learntFrom: 0, pieces: 9, machines: null, ...asked, trials: [], futures: [] };
    expect(whatIfText({ ...told, unplaced: { "BUF-9": 3 } }, "en")).toMatch(/Left out, .* no such places: 3 at BUF-9/);
    expect(whatIfText({ ...told, unplaced: { "BUF-9": 3 } }, "zh")).toMatch(/未计入.*BUF-9 处 3 件/);
    expect(whatIfText({ ...told, unplaced: {} }, "en")).not.toMatch(/Left out/);
    const short = { ...told, unplaced: {}, trials: [{ at: 0, foreseen: 9, happened: 8, horizonS: 1800 }] };
    expect(whatIfText(short, "en")).toMatch(/from past instants, 0\.5 h each/);
    expect(whatIfText(short, "zh")).toMatch(/每次 0\.5 小时/);
  });

  it("[FK28] compares futures of a recorded plant, in two languages, and refuses what cannot be", async () => {
    const folder = recorded(HISTORY);
    const file = join(folder, "futures.yaml");
    writeFileSync(file, "gemba-whatif: 1\nfutures: [{ name: lathe out, changes: [{ out: CNC-1, hours: 2 }] }]\n");
    const args = [file, "--config", folder, "--data-dir", folder, "--hours", "2", "--replications", "5"];
    expect(await asked(args)).toMatch(/as it is[\s\S]*bottleneck: CNC-1, CNC-2[\s\S]*lathe out[\s\S]*fewer in 100 %/);
    expect(await asked([...args, "--language", "zh"])).toMatch(/现状[\s\S]*瓶颈/);
    const json = await asked([...args, "--json"]);
    expect(JSON.parse(json).futures).toHaveLength(2);
    expect(await asked([...args, "--json"])).toBe(json);
    writeFileSync(file, "gemba-whatif: 1\nfutures: [{ name: a, changes: [{ out: CNC-9, hours: 2 }] }]\n");
    await expect(asked(args)).rejects.toThrow(/CNC-9 is none of the plant's machines/);
    await expect(asked([...args, "--at", "2027-01-01T00:00:00Z"])).rejects.toThrow(/newest report is of 20/);
    await expect(asked([...args, "--at", "2026-03-02T00:05:00Z"])).rejects.toThrow(/less than half an hour of history/);
    await expect(asked([...args, "--at", "2026-03-02T01:05"])).rejects.toThrow(/give a time with its zone/);
    await expect(asked([...args, "--hours", "20000"])).rejects.toThrow(/--hours is 20000; give 10000 at most/);
    writeFileSync(join(folder, "production", "material.db"), "no tables");
    await expect(asked(args)).rejects.toThrow(/material\.db cannot be read: .*mends or renews it .*--data-dir/);
    await expect(asked(["--data-dir", join(folder, "none")])).rejects.toThrow(/name the data folder of an edge/);
  });

  async function asked(args: readonly string[]): Promise<string> {
    let text = "";
    const write = vi.spyOn(process.stdout, "write").mockImplementation((more) => {
      text += String(more);
      return true;
    });
    try {
      await whatIfCommand.run(parseOptions(args), new AbortController().signal);
      return text;
    } finally {
      write.mockRestore();
    }
  }
});
