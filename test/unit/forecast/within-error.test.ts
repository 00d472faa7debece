import { describe, expect, it } from "vitest";
import type { OrderNow, Snapshot } from "../../../edge/contracts/forecast/snapshot.ts";
import { learn } from "../../../edge/forecast/learn/learn.ts";
import { type LearntTime, learntTime } from "../../../edge/forecast/learn/learnt.ts";
import { compile } from "../../../edge/forecast/model/compile.ts";
import { flowOf } from "../../../edge/forecast/model/flow.ts";
import type { StationPlan } from "../../../edge/forecast/model/plan.ts";
import { startState } from "../../../edge/forecast/model/start-state.ts";
import { unlikeOthers, withinError } from "../../../edge/forecast/model/within-error.ts";
import { SMALL_PLANT, START_US, smallHistory } from "../../fakes/forecast-history.ts";
import { seeded } from "../../reliability/random.ts";
import { SEED } from "../../run/seed.ts";

const FLOW = flowOf(SMALL_PLANT);

/** Mean of a distribution, by its quantiles. */
function meanOf(distribution: (share: number) => number): number {
  return Array.from({ length: 1000 }, (_, at) => distribution((at + 0.5) / 1000)).reduce((a, b) => a + b, 0) / 1000;
}

function order(name: string, variant: string, dueH: number, state = "NotAllowedToStart"): OrderNow {
  const due = START_US + dueH * 3600e6;
  return { order: name, variant, quantity: 100, priority: 2, due, state, toStart: 100, open: 100 };
}

describe("what few observations leave open", () => {
  it("[FK61] one long time among many short ones makes no run stand still, over 20 x 40 seeds", () => {
    const time = learntTime([...Array.from({ length: 1195 }, () => 0.2), 2473]);
    if (time === null) throw new Error("nothing was learnt");
    const errorS = time.deviation / Math.sqrt(time.n);
    for (let run = 0; run < 20; run++) {
      const means = Array.from({ length: 40 }, (_, at) => meanOf(withinError(SEED + 40 * run + at)(time, "unload", 3)));
      // A normal value in 40 is beyond four standard deviations in one of 400 cases.
      for (const mean of means) expect(mean).toBeLessThan(time.mean + 5 * errorS);
      for (const mean of means) expect(mean).toBeGreaterThanOrEqual(0);
    }
    expect(meanOf(withinError(undefined)(time, "unload", 3))).toBeCloseTo(time.mean, 0);
  });

  it("[FK61] a place is not slow because the next one was out, over 20 seeds", () => {
    for (let run = 0; run < 20; run++) {
      const history = smallHistory(400, seeded(SEED + run));
      // A lathe hands a piece on 900 s late, because the buffer behind it was out.
      const late = history.pieces.find(({ operations }) => operations.length > 1);
      const end = late?.operations[0]?.end ?? 0;
      const pieces = history.pieces.map((piece) =>
        piece === late
          ? {
              ...piece,
              stays: piece.stays.map(({ place, from, to }) => ({
                place,
                from: place === "MID" ? from + 900e6 : from,
                to: to === end ? to + 900e6 : to,
              })),
            }
          : piece,
      );
      const label = late?.operations[0]?.station === "CNC-1" ? 1 : 2;
      const machines = [{ machine: "MID", out: [{ from: end, to: end + 900e6 }], unknown: [] }];
      expect(learn({ ...history, pieces }, FLOW).places[label]?.unload?.mean).toBeGreaterThan(1);
      expect(learn({ ...history, pieces, machines }, FLOW).places[label]?.unload?.mean).toBeLessThan(0.01);
    }
  });
});

describe("a variant that nobody has seen", () => {
  it("[FK62] takes what all take, moved as far as variants are apart, over 20 seeds", () => {
    const work = { A: learntTime([60, 60, 60, 60, 60]), B: learntTime([72, 72, 72, 72, 72]) } as Record<
      string,
      LearntTime
    >;
    const factors = Array.from({ length: 20 * 40 }, (_, run) => unlikeOthers(work, SEED + run, 3));
    const mean = factors.reduce((sum, factor) => sum + factor, 0) / factors.length;
    const deviation = Math.sqrt(factors.reduce((sum, factor) => sum + (factor - mean) ** 2, 0) / factors.length);
    // Means 60 and 72 are 13 % apart; five standard errors of 800.
    expect(Math.abs(mean - 1)).toBeLessThan(0.025);
    expect(Math.abs(deviation / 0.1286 - 1)).toBeLessThan(0.13);
    expect(unlikeOthers(work, undefined, 3)).toBe(1);
    expect(unlikeOthers({ A: work["A"] as LearntTime }, SEED, 3)).toBe(1);
    for (let run = 0; run < 20; run++) {
      const learnt = learn(smallHistory(400, seeded(SEED + run)), FLOW);
      const unseen = { description: SMALL_PLANT, flow: FLOW, learnt: { ...learnt, variants: ["A", "B", "C"] } };
      const plan = compile(unseen, { at: START_US, horizonS: 3600, errorSeed: SEED + run });
      const medianOf = (variant: number): number => (plan.places[1] as StationPlan).work[variant]?.(0.5) ?? 0;
      const apart = unlikeOthers(learnt.places[1]?.work ?? {}, SEED + run, 2);
      expect(Math.abs(medianOf(2) / medianOf(0) / apart - 1)).toBeLessThan(0.05);
    }
  });
});

describe("orders that wait", () => {
  it("[FK60] one joins those that may start before each choice, because material does not come all at once", () => {
    const orders = [
      order("RUNS", "B", 12, "Running"),
      order("A1", "A", 13, "AllowedToStart"),
      order("A2", "A", 14, "AllowedToStart"),
      order("A3", "A", 15),
      // Without a set-up it would be next, but it may not start yet.
      order("B1", "B", 16),
      order("B2", "B", 17),
    ];
    const snapshot: Snapshot = { at: START_US, pieces: [], orders, setUpFor: new Map(), out: new Map() };
    const learnt = learn(smallHistory(400, seeded(SEED)), FLOW);
    const sequence = (among: number): readonly string[] => {
      const release = { ...learnt.release, rule: "setup-due" as const, among, families: { A: 0, B: 1 } };
      const sources = { description: SMALL_PLANT, flow: FLOW, learnt: { ...learnt, release } };
      const plan = compile(sources, { at: START_US, horizonS: 3600 });
      return startState(snapshot, sources, plan, false).orders.map(({ order: name }) => name);
    };
    expect(sequence(4)).toEqual(["RUNS", "A1", "A2", "A3", "B1", "B2"]);
    expect(sequence(1)).toEqual(["RUNS", "A1", "A2", "A3", "B1", "B2"]);
    // Where the order without a set-up may start, it is the next.
    const may = orders.map((one) => (one.order === "B1" ? { ...one, state: "AllowedToStart" } : one));
    const sources = {
      description: SMALL_PLANT,
      flow: FLOW,
      learnt: {
        ...learnt,
        release: { ...learnt.release, rule: "setup-due" as const, among: 4, families: { A: 0, B: 1 } },
      },
    };
    const plan = compile(sources, { at: START_US, horizonS: 3600 });
    const now = startState({ ...snapshot, orders: may }, sources, plan, false).orders.map(({ order: name }) => name);
    expect(now.slice(0, 2)).toEqual(["RUNS", "B1"]);
  });
});
