import { describe, expect, it } from "vitest";
import type { PastMachine, PastPiece, PlantHistory } from "../../../edge/contracts/forecast/history.ts";
import { learn } from "../../../edge/forecast/learn/learn.ts";
import type { LearntFailures, LearntPlace } from "../../../edge/forecast/learn/learnt.ts";
import { historyUntil } from "../../../edge/forecast/learn/until.ts";
import { compile } from "../../../edge/forecast/model/compile.ts";
import { failuresFor } from "../../../edge/forecast/model/failures.ts";
import { flowOf } from "../../../edge/forecast/model/flow.ts";
import { EMPTY_START, type StartState, type StationPlan } from "../../../edge/forecast/model/plan.ts";
import { PlantRun } from "../../../edge/forecast/model/plant-run.ts";
import { snapshotAt } from "../../../edge/forecast/model/snapshot-at.ts";
import { FAILING_PLANT, failingHistory } from "../../fakes/failing-history.ts";
import { START_US } from "../../fakes/forecast-history.ts";
import { line } from "../../fakes/forecast-plans.ts";
import { seeded } from "../../reliability/random.ts";
import { boundOfMean, SEEDS_IN_SET } from "../../run/long-sets.ts";
import { SEED } from "../../run/seed.ts";

const FLOW = flowOf(FAILING_PLANT);

const FAILING = { workS: 60, betweenS: 3600, repairS: 600 } as const;

const LONG_S = 80_000;

/** Lathes of the flow, by position. */
const LATHES = [1, 2] as const;

const PLENTY: StartState = { ...EMPTY_START, refill: { shares: [1], quantity: 1000 } };

function us(seconds: number): number {
  return START_US + Math.round(seconds * 1e6);
}

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
  it("[FK32] the time of work leaves out breakdowns, so that they are not counted twice, over many seeds", () => {
    for (let run = 0; run < SEEDS_IN_SET; run++) {
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

  it("[FK33] times between failures and to repair are those by which machines failed, over many seeds", () => {
    const found = Array.from({ length: SEEDS_IN_SET }, (_, run) => {
      const { failures } = learn(failingHistory(LONG_S, FAILING, seeded(SEED + run)), FLOW).places[1] ?? {};
      expect(failures?.isOfGroup).toBe(false);
      const { n, seconds } = failures?.rate ?? { n: 0, seconds: 0 };
      // Five standard deviations of a count.
      const expected = seconds / FAILING.betweenS;
      expect(Math.abs(n - expected)).toBeLessThan(5 * Math.sqrt(expected));
      return [seconds / n, failures?.repair?.mean ?? 0] as const;
    });
    // Five standard errors of a mean of means of some 19 failures.
    expect(Math.abs(mean(found.map(([between]) => between)) / FAILING.betweenS - 1)).toBeLessThan(boundOfMean(0.26));
    expect(Math.abs(mean(found.map(([, repair]) => repair)) / FAILING.repairS - 1)).toBeLessThan(boundOfMean(0.26));
  });

  it("[FK33] a forecast machine is available for MTBF / (MTBF + MTTR) of the time, over many seeds", () => {
    const horizonS = 60_000;
    const available = Array.from({ length: SEEDS_IN_SET }, (_, run) => {
      const history = failingHistory(LONG_S, FAILING, seeded(SEED + run));
      const { rate, repair } = (learn(history, FLOW).places[1] as LearntPlace).failures as LearntFailures;
      const between = rate.seconds / rate.n;
      const { good } = new PlantRun(line([[lathe(history)]]), PLENTY, run).run(horizonS);
      return ((good * FAILING.workS) / horizonS) * ((between + (repair?.mean ?? 0)) / between);
    });
    // One run has 14 failures, so that its share is off by 5 %; five standard errors of their mean.
    expect(Math.abs(mean(available) - 1)).toBeLessThan(boundOfMean(0.06));
  });

  it("[FK33] machines that failed seldom have the failures of their group, and without any none is foreseen", () => {
    const history = failingHistory(40_000, FAILING, seeded(SEED));
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

  it("[FK33] machines that share what was seen share its error; they fail each by themselves", () => {
    const history = failingHistory(40_000, FAILING, seeded(SEED));
    const twice = withOut(history, (machine) =>
      machine === "CNC-1" ? [1, 2].map((at) => ({ from: us(5000 * at), to: us(5000 * at + 300) })) : [],
    );
    const sources = { description: FAILING_PLANT, flow: FLOW, learnt: learn(twice, FLOW) };
    for (let errorSeed = 0; errorSeed < SEEDS_IN_SET; errorSeed++) {
      const { places } = compile(sources, { at: history.to, horizonS: 3600, errorSeed });
      const [one, other] = LATHES.map((place) => (places[place] as StationPlan).failures);
      expect(one?.between(0.5)).toBe(other?.between(0.5));
      expect(one?.repair(0.5)).toBe(other?.repair(0.5));
    }
  });

  it("[FK33] a failure over a night counts once, its repair in planned time, and none of it as work", () => {
    // 20 pieces of 600 s; the eleventh fails after 300 s, an hour before the end of the shift, and 7 h later the next.
    const pieces = Array.from({ length: 20 }, (_, at): PastPiece => {
      const [start, end] = [at, at + 1].map((number) => us(600 * number + (number > 10 ? 8 * 3600 : 0)));
      return {
        piece: `P-${at}`,
        variant: "A",
        order: "O",
        stays: [
          { place: "IN", from: us(0), to: start as number },
          { place: "CNC-1", from: start as number, to: end as number },
          { place: "OUT", from: end as number, to: Number.NaN },
        ],
        operations: [{ station: "CNC-1", start: start as number, end: end as number, verdict: "good" }],
      };
    });
    const out = [{ from: us(6300), to: us(6300 + 8 * 3600) }];
    const unplanned = [{ from: us(6300 + 3600), to: us(6300 + 7 * 3600) }];
    const history: PlantHistory = {
      from: START_US,
      to: us(20 * 600 + 8 * 3600),
      pieces,
      orders: [],
      machines: [{ machine: "CNC-1", out, unknown: [], unplanned }],
    };
    const place = learn(history, FLOW).places[1];
    expect(place?.workOfAll?.mean).toBeCloseTo(600, 3);
    expect(place?.failures).toMatchObject({
      rate: { n: 1, seconds: expect.closeTo(20 * 600, 3) },
      repairRate: { n: 1, seconds: 7200 },
      repair: null,
    });
    // At night the machine is out, for as much planned time as has passed.
    const at = us(6300 + 5 * 3600);
    for (const known of [history, historyUntil(history, at)])
      expect([...snapshotAt(known, FLOW, at).out]).toEqual([["CNC-1", { since: us(6300), plannedS: 3600 }]]);
  });

  it("[FK33] the batch under way counts as working time up to the end of the history, or to the outage in it", () => {
    const history = failingHistory(40_000, FAILING, seeded(SEED));
    const workingS = (at: number, out: PastMachine["out"] = []): number =>
      learn(
        historyUntil(
          withOut(history, () => [{ from: us(1), to: us(2) }, ...out]),
          at,
        ),
        FLOW,
      ).places[1]?.failures?.rate.seconds ?? 0;
    const { start = 0 } = history.pieces[50]?.operations[0] ?? {};
    expect(workingS(start + 40e6) - workingS(start)).toBeCloseTo(2 * 40, 3);
    const open = [{ from: start + 15e6, to: start + 500e6 }];
    expect(workingS(start + 40e6, open) - workingS(start)).toBeCloseTo(2 * 15, 3);
  });

  it("[FK33] time of which the state is not known is no working time without failures", () => {
    const middle = us(LONG_S / 2);
    // Few failures, one in each half: what both lathes did is added up, in a half as in the whole.
    const history = withOut(failingHistory(LONG_S, FAILING, seeded(SEED)), () => [
      { from: us(1), to: us(2) },
      { from: us(LONG_S - 2), to: us(LONG_S - 1) },
    ]);
    const unknown = [{ from: history.from, to: middle }];
    const half = { ...history, machines: (history.machines ?? []).map((machine) => ({ ...machine, unknown })) };
    const workingS = (of: PlantHistory): number => learn(of, FLOW).places[1]?.failures?.rate.seconds ?? 0;
    expect(workingS(historyUntil(history, middle))).toBeGreaterThan(0);
    expect(workingS(half)).toBeGreaterThan(0);
    expect(workingS(historyUntil(history, middle)) + workingS(half)).toBeCloseTo(workingS(history), 3);
  });

  it("[FK23] history up to an instant has an outage as far as it was known then", () => {
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
