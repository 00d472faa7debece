import { describe, expect, it } from "vitest";
import type { PastMachine, PlantHistory } from "../../../edge/contracts/forecast/history.ts";
import { exponential } from "../../../edge/forecast/kernel/distributions.ts";
import { learn } from "../../../edge/forecast/learn/learn.ts";
import type { LearntFailures } from "../../../edge/forecast/learn/learnt.ts";
import { historyUntil } from "../../../edge/forecast/learn/until.ts";
import { compile } from "../../../edge/forecast/model/compile.ts";
import { failuresFor } from "../../../edge/forecast/model/failures.ts";
import { flowOf } from "../../../edge/forecast/model/flow.ts";
import { EMPTY_START, type StartState, type StationPlan } from "../../../edge/forecast/model/plan.ts";
import { PlantRun } from "../../../edge/forecast/model/plant-run.ts";
import { snapshotAt } from "../../../edge/forecast/model/snapshot-at.ts";
import { startState } from "../../../edge/forecast/model/start-state.ts";
import { FAILING_PLANT, failingHistory } from "../../fakes/failing-history.ts";
import { SMALL_PLANT, START_US, smallHistory } from "../../fakes/forecast-history.ts";
import { lasting, line, stationOf } from "../../fakes/forecast-plans.ts";
import { seeded } from "../../reliability/random.ts";
import { SEED } from "../../run/seed.ts";

const RUNS = 20;
const FLOW = flowOf(FAILING_PLANT);
const FAILING = { workS: 60, betweenS: 3600, repairS: 600 } as const;
const LONG_S = 80_000;
/** Lathes of the flow, by position. */
const LATHES = [1, 2] as const;
const PLENTY: StartState = { ...EMPTY_START, refill: { shares: [1], quantity: 1000 } };

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function lathe(history: PlantHistory, errorSeed?: number): StationPlan {
  const sources = { description: FAILING_PLANT, flow: FLOW, learnt: learn(history, FLOW) };
  const options = { at: history.to, horizonS: 3600, ...(errorSeed === undefined ? {} : { errorSeed }) };
  return compile(sources, options).places[1] as StationPlan;
}

function withOut(history: PlantHistory, out: (machine: string) => PastMachine["out"]): PlantHistory {
  return { ...history, machines: ["CNC-1", "CNC-2"].map((machine) => ({ machine, out: out(machine), unknown: [] })) };
}

describe("failures that are learnt", () => {
  it("[FK32] the time of work leaves out breakdowns, so that they are not counted twice, over 20 seeds", () => {
    for (let run = 0; run < RUNS; run++) {
      const history = failingHistory(40_000, FAILING, seeded(SEED + run));
      const { machines: _, ...unwatched } = history;
      for (const place of LATHES) {
        const times = learn(history, FLOW).places[place]?.work["A"];
        expect(times?.mean).toBeCloseTo(FAILING.workS, 2);
        expect(times?.deviation).toBeLessThan(0.01);
        // Without states the times are effective ones: the pauses are in them.
        expect(learn(unwatched, FLOW).places[place]?.work["A"]?.mean).toBeGreaterThan(FAILING.workS + 0.01);
        expect(learn(unwatched, FLOW).places[place]?.failures).toBeNull();
      }
    }
  });

  it("[FK33] times between failures and to repair are those by which machines failed, over 20 seeds", () => {
    const found = Array.from({ length: RUNS }, (_, run) => {
      const { failures } = learn(failingHistory(LONG_S, FAILING, seeded(SEED + run)), FLOW).places[1] ?? {};
      expect(failures?.isOfGroup).toBe(false);
      const { n = 0, workingS = 0, repair } = failures ?? {};
      // Five standard errors of one mean.
      expect(Math.abs(workingS / n / FAILING.betweenS - 1)).toBeLessThan(5 / Math.sqrt(n));
      return [workingS / n, repair?.mean ?? 0] as const;
    });
    // Five standard errors of 20 means of some 19 failures.
    expect(Math.abs(mean(found.map(([between]) => between)) / FAILING.betweenS - 1)).toBeLessThan(0.26);
    expect(Math.abs(mean(found.map(([, repair]) => repair)) / FAILING.repairS - 1)).toBeLessThan(0.26);
  });

  it("[FK33] a forecast machine is available for MTBF / (MTBF + MTTR) of the time, over 20 seeds", () => {
    const horizonS = 60_000;
    const available = Array.from({ length: RUNS }, (_, run) => {
      const history = failingHistory(LONG_S, FAILING, seeded(SEED + run));
      const { n, workingS, repair } = learn(history, FLOW).places[1]?.failures ?? { n: 0, workingS: 0, repair: null };
      const between = workingS / n;
      const { good } = new PlantRun(line([[lathe(history)]]), PLENTY, run).run(horizonS);
      return ((good * FAILING.workS) / horizonS) * ((between + (repair?.mean ?? 0)) / between);
    });
    // One run has 14 failures, so that its share is off by 5 %; five standard errors of 20 of them.
    expect(Math.abs(mean(available) - 1)).toBeLessThan(0.06);
  });

  it("[FK33] machines that failed seldom have the failures of their group, and without any none is foreseen", () => {
    const history = failingHistory(40_000, FAILING, seeded(SEED));
    const us = (seconds: number): number => START_US + seconds * 1e6;
    const twice = withOut(history, (machine) =>
      machine === "CNC-1" ? [0, 1].map((at) => ({ from: us(5000 * (at + 1)), to: us(5000 * (at + 1) + 300) })) : [],
    );
    for (const place of LATHES)
      expect(learn(twice, FLOW).places[place]?.failures).toMatchObject({ n: 2, isOfGroup: true });
    expect(lathe(twice).failures?.repair(0.5)).toBeCloseTo(300 * Math.log(2), 6);
    // Another run has another mean, because two failures say little.
    expect(lathe(twice, 1).failures?.between(0.5)).not.toBe(lathe(twice, 2).failures?.between(0.5));
    // On average over runs the machine fails as often as was seen.
    const learnt = learn(twice, FLOW).places[1]?.failures as LearntFailures;
    const rate = (run: number | undefined): number => 1 / (failuresFor(learnt, run, 1)?.between(0.5) ?? 0);
    const rates = Array.from({ length: 2000 }, (_, run) => rate(run));
    expect(Math.abs(mean(rates) / rate(undefined) - 1)).toBeLessThan(0.09);
    const never = withOut(history, () => []);
    for (const place of LATHES) expect(learn(never, FLOW).places[place]?.failures).toBeNull();
    expect(lathe(never).failures).toBeUndefined();
  });

  it("[FK33] time of which the state is not known is no working time without failures", () => {
    const history = failingHistory(LONG_S, FAILING, seeded(SEED));
    const unknown = [{ from: history.from, to: history.from + (LONG_S / 2) * 1e6 }];
    const half = { ...history, machines: (history.machines ?? []).map((machine) => ({ ...machine, unknown })) };
    const workingS = (of: PlantHistory): number => learn(of, FLOW).places[1]?.failures?.workingS ?? 0;
    expect(workingS(half) / workingS(history)).toBeCloseTo(0.5, 1);
  });

  it("[FK23] history up to an instant has an outage as far as it was known then", () => {
    const us = (seconds: number): number => START_US + seconds * 1e6;
    const history = withOut(failingHistory(10_000, FAILING, seeded(SEED)), () => [
      { from: us(1000), to: us(2000) },
      { from: us(3000), to: us(4000) },
      { from: us(5000), to: us(6000) },
    ]);
    const [machine] = historyUntil(history, us(3500)).machines ?? [];
    expect(machine?.out).toEqual([
      { from: us(1000), to: us(2000) },
      { from: us(3000), to: Number.NaN },
    ]);
  });
});

describe("machines that are out when a forecast begins", () => {
  const out = (forS: number): StartState => ({ ...PLENTY, out: new Map([[1, forS]]) });
  const repairing = (repair: StationPlan["load"]): StationPlan =>
    stationOf("S", lasting(100), { failures: { between: lasting(1e9), repair } });

  it("[FK35] what is left of an outage is its time, given how long it has lasted", () => {
    // 1,000 s of repair, of which 400 have passed: the first piece comes at 700 s.
    const run = (untilS: number): number =>
      new PlantRun(line([[repairing(lasting(1000))]]), out(400), 1).run(untilS).good;
    expect([run(699), run(701), run(801)]).toEqual([0, 1, 2]);
  });

  it("[FK35] exponential repairs have no memory; an unknown one takes as long again as it lasted", () => {
    const firstS = (station: StationPlan, forS: number): number =>
      mean(
        Array.from({ length: 400 }, (_, run) => {
          const start = {
            ...EMPTY_START,
            out: new Map([[1, forS]]),
            orders: [{ name: "O", variant: 0, toRelease: 1, open: 1, dueS: 0 }],
          };
          return (new PlantRun(line([[station]]), start, (SEED % 1e6) + run).run(1e5).finishedS[0] as number) - 100;
        }),
      );
    // Five standard errors of 400 exponential times are a quarter.
    for (const forS of [10, 2000])
      expect(Math.abs(firstS(repairing(exponential(600)), forS) / 600 - 1)).toBeLessThan(0.25);
    expect(Math.abs(firstS(stationOf("S", lasting(100)), 900) / 900 - 1)).toBeLessThan(0.25);
  });

  it("[FK35] work that was interrupted has left what it had, and goes on after the outage", () => {
    const start: StartState = {
      ...EMPTY_START,
      pieces: [{ place: 1, variant: 0, order: 0, stage: "work", forS: 70 }],
      orders: [{ name: "O", variant: 0, toRelease: 0, open: 1, dueS: 0 }],
      out: new Map([[1, 400]]),
    };
    const { finishedS } = new PlantRun(line([[repairing(lasting(1000))]]), start, 1).run(5000);
    expect(finishedS[0]).toBeCloseTo(630, 3);
  });

  it("[FK35] a snapshot, also of a past instant, has machines that are out, and pauses of pieces", () => {
    const us = (seconds: number): number => START_US + Math.round(seconds * 1e6);
    const small = smallHistory(120, seeded(SEED));
    const busy = small.pieces.flatMap(({ operations }) => operations.filter(({ station }) => station === "CNC-1"));
    const { start = 0, end = 0 } = busy[20] ?? {};
    const from = start + (end - start) / 2;
    const machine = { machine: "CNC-1", out: [{ from, to: end + 9e6 }], unknown: [] };
    const history = { ...small, machines: [machine] };
    const flow = flowOf(SMALL_PLANT);
    const at = from + (end - from) / 2;
    for (const known of [history, historyUntil(history, at)]) {
      const snapshot = snapshotAt(known, flow, at);
      expect([...snapshot.out]).toEqual([["CNC-1", from]]);
      const piece = snapshot.pieces.find(({ place }) => place === "CNC-1");
      expect(piece?.pausedS).toBeCloseTo((at - from) / 1e6, 5);
      const sources = { description: SMALL_PLANT, flow, learnt: learn(known, flow) };
      const { state } = startState(snapshot, sources, compile(sources, { at, horizonS: 3600 }), true);
      expect(state.out?.get(1)).toBeCloseTo((at - from) / 1e6, 5);
      expect(state.pieces.find(({ place }) => place === 1)?.forS).toBeCloseTo((from - start) / 1e6, 5);
    }
    expect([...snapshotAt(history, flow, us(1)).out]).toEqual([]);
    expect([...snapshotAt(history, flow, end + 10e6).out]).toEqual([]);
  });
});
