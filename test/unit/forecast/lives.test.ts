import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { predictionsIn, readPastLives } from "../../../edge/alerts/predictions/past-lives.ts";
import type { PastLives, PlantHistory } from "../../../edge/contracts/forecast/history.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { learn } from "../../../edge/forecast/learn/learn.ts";
import { historyUntil } from "../../../edge/forecast/learn/until.ts";
import { flowOf } from "../../../edge/forecast/model/flow.ts";
import { throughQuantiles } from "../../../edge/forecast/model/lives.ts";
import { EMPTY_START, type LifePlan, type ModelPlan, type StartState } from "../../../edge/forecast/model/plan.ts";
import { PlantRun } from "../../../edge/forecast/model/plant-run.ts";
import type { RunWatch } from "../../../edge/forecast/model/run-watch.ts";
import { sampledRun } from "../../../edge/forecast/model/sampler.ts";
import { snapshotAt } from "../../../edge/forecast/model/snapshot-at.ts";
import { answerOf } from "../../../edge/forecast/whatif/answer.ts";
import { changed } from "../../../edge/forecast/whatif/changes.ts";
import { readChange } from "../../../edge/forecast/whatif/question.ts";
import { writtenChange } from "../../../edge/forecast/whatif/written-change.ts";
import { checkedLine } from "../../../edge/store/checked-line.ts";
import { SMALL_PLANT, smallHistory } from "../../fakes/forecast-history.ts";
import { lasting, line, stationOf } from "../../fakes/forecast-plans.ts";
import { seeded } from "../../reliability/random.ts";
import { SEED } from "../../run/seed.ts";

const STATION = 1;
const PLENTY: StartState = { ...EMPTY_START, refill: { shares: [1], quantity: 1000 } };
const HISTORY = smallHistory(400, seeded(SEED));
const ASSETS = [{ assetUid: "urn:t:1" as AssetUid, label: "CNC-1" }];

function life(atS: number, repairS: number, more: Partial<LifePlan> = {}): LifePlan {
  const [left, repair] = [lasting(atS), lasting(repairS)];
  return { machine: "M", component: "spindle", places: [STATION], left, repair, ...more };
}

/** Stretches of repairs, and good pieces, of a plan that runs with foreseen ends. */
function runOf(plan: ModelPlan, lives: readonly LifePlan[], untilS: number, start: StartState = PLENTY) {
  const repairs: (readonly [number, number])[] = [];
  const repaired: RunWatch["repaired"] = (_place, from, to) => repairs.push([from, to]);
  const watch: RunWatch = { repaired, sent: () => {}, loaded: () => {}, unloaded: () => {} };
  const { good, failedS } = new PlantRun(plan, { ...start, lives }, SEED, watch).run(untilS);
  return { good, failedS: [...failedS], repairs };
}

/** A history in which the health book said this of the spindle of CNC-1 at its end. */
function foreseeing(agoS: number, quantiles: { readonly p10: number; readonly p50: number; readonly p90: number }) {
  const at = HISTORY.to - agoS * 1e6;
  const parts = [{ machine: "CNC-1", component: "spindle", said: [{ at, life: { at, ...quantiles } }] }];
  return { ...HISTORY, lives: { knownFrom: null, parts } } satisfies PlantHistory;
}

const UPKEEP = { plans: [{ of: { assets: ["CNC-*"] }, component: "spindle", lastsMin: 120 }] };

describe("remaining life in forecasts", () => {
  it("[FK91] reads what was said of components from the book of predictions, up to any instant that it keeps", () => {
    const folder = mkdtempSync(join(tmpdir(), "lives-"));
    expect(readPastLives(predictionsIn(folder), ASSETS)).toBeUndefined();
    const rul = { at: 5, p05: 1, p10: 10, p50: 20, p90: 30, p95: 40, model: "m" };
    const change = (at: number, step: string, assetUid: string, more: object) =>
      checkedLine({ eventUid: `${at}`, step, at, prediction: { assetUid, component: "spindle", ...more } });
    const lines = [
      change(10, "new", "urn:t:1", {}),
      change(20, "forecast", "urn:t:1", { rul }),
      "damaged\n",
      change(25, "new", "urn:t:gone", { rul }),
      change(30, "forecast", "urn:t:1", { rul: { ...rul, p50: 5 } }),
      change(40, "forecast", "urn:t:1", { rul: { ...rul, p50: 25 } }),
      change(50, "ended", "urn:t:1", { rul }),
    ];
    writeFileSync(predictionsIn(folder), lines.join(""));
    const lives = readPastLives(predictionsIn(folder), ASSETS) as PastLives;
    expect(lives.knownFrom).toBeNull();
    const flow = flowOf(SMALL_PLANT);
    const medianAt = (at: number) => {
      const past = { ...HISTORY, lives };
      const now = snapshotAt(past, flow, at).lives?.parts.map((one) => one.life.p50);
      expect(snapshotAt(historyUntil(past, at), flow, at).lives?.parts.map((one) => one.life.p50)).toEqual(now);
      return now;
    };
    // Quantiles that fall are none; an end takes all back.
    expect([15, 20, 30, 45, 50].map(medianAt)).toEqual([[], [20], [], [25], []]);
    // A book that is full keeps the newest changes, and the newest of each prediction that stands.
    const many = Array.from({ length: 2_100 }, (_, at) => change(at, "forecast", `urn:t:${at === 0 ? 2 : 1}`, { rul }));
    writeFileSync(predictionsIn(folder), many.join(""));
    expect(readPastLives(predictionsIn(folder), ASSETS)?.knownFrom).toBe(102);
  });

  it("[FK91] the time of an end has the three quantiles that were said, and what is left has lasted so long", () => {
    for (const [p10, p50, p90] of [
      [100, 1000, 2000],
      [900, 1000, 90_000],
      [0, 0, 5],
      [7, 7, 7],
    ] as const) {
      const left = throughQuantiles({ p10, p50, p90 });
      for (const [share, value] of [
        [0.1, p10],
        [0.5, p50],
        [0.9, p90],
      ] as const)
        expect(left(share) / Math.max(1, value)).toBeCloseTo(1, 6);
      expect(left(0.95)).toBeGreaterThanOrEqual(left(0.9));
    }
  });

  it("[FK92] a station fails at the foreseen time by the clock, at work, and is repaired within its hours", () => {
    const plan = line([[stationOf("M", lasting(60))]]);
    expect(runOf(plan, [], 3630).good).toBe(60);
    expect(runOf(plan, [life(1800, 600)], 3630)).toEqual({ good: 50, failedS: [1800], repairs: [[1800, 2400]] });
    expect(runOf(plan, [life(9000, 600)], 3630)).toEqual({ good: 60, failedS: [Infinity], repairs: [] });
    // Nobody repairs at night: from 2000 s to 5000 s.
    const openings = [
      [0, 2000],
      [5000, 1e6],
    ] as const;
    const night = line([[stationOf("M", lasting(60), { openings })]]);
    expect(runOf(night, [life(1800, 600)], 7230).repairs).toEqual([[1800, 5400]]);
    // Without a piece it stands, and fails when it works again.
    const rare = line([[stationOf("M", lasting(60))]], { arrival: lasting(1000) });
    expect(runOf(rare, [life(500, 600)], 3630, EMPTY_START).repairs).toEqual([[1000, 1600]]);
  });

  it("[FK92] a foreseen end takes the place of the next learnt breakdown, and so does one that was averted", () => {
    const failures = { between: lasting(2700), repair: lasting(300) };
    const plan = line([[stationOf("M", lasting(60), { failures })]]);
    const learnt = [
      [2700, 3000],
      [5700, 6000],
    ];
    expect(runOf(plan, [], 7230).repairs).toEqual(learnt);
    expect(runOf(plan, [life(9000, 600)], 7230).repairs).toEqual(learnt);
    expect(runOf(plan, [life(1000, 600)], 7230).repairs).toEqual([
      [1000, 1600],
      [6000, 6300],
    ]);
    expect(runOf(plan, [life(1000, 600, { renewedS: 500 })], 7230).repairs).toEqual([[5400, 5700]]);
    // What is replaced too late has failed before.
    expect(runOf(plan, [life(1000, 600, { renewedS: 1500 })], 7230).repairs[0]).toEqual([1000, 1600]);
  });

  it("[FK92] a belt stops at the foreseen time, and a run that is watched has the same events", () => {
    const belt = { kind: "belt", label: "B", capacity: 5, travel: lasting(100), spacingS: 50 } as const;
    const plan = line([[belt]], { arrival: lasting(60) });
    const lives = [life(500, 300, { machine: "B" })];
    const { repairs, failedS, good } = runOf(plan, lives, 2000, EMPTY_START);
    expect([repairs, failedS]).toEqual([[[500, 800]], [500]]);
    expect(good).toBeLessThan(runOf(plan, [], 2000, EMPTY_START).good);
    const sampled = sampledRun({ plan, start: { ...EMPTY_START, lives }, seed: SEED, horizonS: 2000 });
    expect(sampled.good[sampled.good.length - 1]).toBe(good);
    const failures = { between: lasting(700), repair: lasting(100) };
    const failing = line([[{ ...belt, failures }]], { arrival: lasting(60) });
    // They are drawn ahead, behind the end of the run, too.
    const firstTwo = (lived: readonly LifePlan[]) => runOf(failing, lived, 2000, EMPTY_START).repairs.slice(0, 2);
    expect([firstTwo([]), firstTwo(lives)]).toEqual([
      [
        [700, 800],
        [1500, 1600],
      ],
      [
        [500, 800],
        [1700, 1800],
      ],
    ]);
  });

  it("[FK93] the answer names the component, its interval, its failures and the good pieces it costs", async () => {
    const at = HISTORY.to;
    const runs = { horizonS: 4 * 3600, replications: 2, seed: 1 };
    const means = { pause: async () => {} };
    const ask = (history: PlantHistory, description: typeof SMALL_PLANT, changes: readonly object[] = []) => {
      const futures = [{ name: "replaced", changes: changes.map((one) => readChange(one) as never) }];
      return answerOf({ description, history, at, futures: changes.length === 0 ? [] : futures }, runs, means);
    };
    expect((await ask(HISTORY, SMALL_PLANT)).lives).toBeNull();
    // Said an hour ago, of three hours: two are left.
    const known = foreseeing(3600, { p10: 10_800, p50: 10_800, p90: 10_800 });
    const described = { ...SMALL_PLANT, maintenance: UPKEEP };
    const repair = { repair: "CNC-1", component: "spindle", from: 1, hours: 0.25 };
    const { lives, futures } = await ask(known, described, [repair]);
    expect(lives).toMatchObject({ knownFrom: null, isPartial: false });
    const [part] = lives?.parts ?? [];
    expect(part).toMatchObject({ machine: "CNC-1", component: "spindle", unplayed: null, fails: 1 });
    expect(part?.leftH.middle).toBeCloseTo(2, 3);
    expect(part?.lost?.mean).toBeGreaterThan(0);
    // Replacing it in a quarter of an hour is better than to run on.
    expect(futures[1]?.against?.more).toBe(1);
    expect((await ask(known, SMALL_PLANT)).lives?.parts[0]).toMatchObject({
      unplayed: "no-repair",
      fails: 0,
      lost: null,
    });
    const partial = { ...known, lives: { ...known.lives, knownFrom: at + 1 } };
    expect((await ask(partial, described)).lives?.isPartial).toBe(true);
  });

  it("[FK93] a machine that went out when it may have ended stands by that, and is not failing again", () => {
    const known = foreseeing(3600, { p10: 1800, p50: 7200, p90: 9000 });
    const flow = flowOf(SMALL_PLANT);
    const out = (agoS: number) => [{ from: HISTORY.to - agoS * 1e6, to: Number.NaN }];
    const ofOut = async (agoS: number) => {
      const history = { ...known, machines: [{ machine: "CNC-1", out: out(agoS), unknown: [] }] };
      expect(learn(history, flow).places.length).toBeGreaterThan(0);
      const description = { ...SMALL_PLANT, maintenance: UPKEEP };
      const runs = { horizonS: 3600, replications: 1, seed: 1 };
      const answer = await answerOf({ description, history, at: history.to, futures: [] }, runs, {
        pause: async () => {},
      });
      return answer.lives?.parts[0]?.unplayed;
    };
    return expect(Promise.all([ofOut(60), ofOut(3000)])).resolves.toEqual(["out", null]);
  });

  it("[FK94] a change replaces components, reads as it is written, and is refused where none of them ends", () => {
    const change = readChange({ repair: "M", from: 0.25, hours: 0.5 });
    expect(change).toEqual({ kind: "repair", machines: "M", component: "*", fromH: 0.25, hours: 0.5 });
    expect(readChange(writtenChange(change as never))).toEqual(change);
    expect(readChange({ repair: "M", hours: -1 })).toEqual([expect.stringMatching(/hours/)]);
    const plan = line([[stationOf("M", lasting(60)), stationOf("N", lasting(60))]]);
    const future = { plan, start: { ...PLENTY, lives: [life(1800, 600)] } };
    const { plan: stood, start } = changed(future, [change as never], "f");
    expect(start.lives?.[0]?.renewedS).toBe(900);
    expect((stood.places[STATION] as { outages?: unknown }).outages).toEqual([[900, 2700]]);
    // Of several machines those whose component ends stand, and no others.
    const outagesBy = (written: object) =>
      changed(future, [readChange(written) as never], "f").plan.places.map(({ label, ...place }) =>
        "outages" in place ? [label] : [],
      );
    expect(outagesBy({ repair: "*", from: 0.25, hours: 0.5 }).flat()).toEqual(["M"]);
    const refused = (written: object) => () => changed(future, [readChange(written) as never], "f");
    expect(refused({ repair: "N", hours: 1 })).toThrow(/no end of a component of N is foreseen.*M spindle.*write out:/);
    expect(refused({ repair: "M", component: "axis", hours: 1 })).toThrow(/axis of M is not foreseen.*M spindle/);
    expect(refused({ repair: "X", hours: 1 })).toThrow(/X is none of the plant's machines and belts/);
    const without = { ...future, start: PLENTY };
    expect(() => changed(without, [change as never], "f")).toThrow(/so nothing is replaced; write out:/);
  });
});
