import { describe, expect, it } from "vitest";
import { exponential } from "../../../edge/forecast/kernel/distributions.ts";
import {
  EMPTY_START,
  type ModelPlan,
  type PlacePlan,
  type StartPiece,
  type StartState,
} from "../../../edge/forecast/model/plan.ts";
import { PlantRun } from "../../../edge/forecast/model/plant-run.ts";
import { runFuture } from "../../../edge/forecast/whatif/run-future.ts";
import { problemsIn } from "../../../edge/futures/problems.ts";
import { bufferOf, lasting, line, stationOf } from "../../fakes/forecast-plans.ts";
import { boundOfMean, SEEDS_IN_SET } from "../../run/long-sets.ts";
import { SEED } from "../../run/seed.ts";

/** More pieces than any run takes. */
const PLENTY: StartState = { ...EMPTY_START, refill: { shares: [1], quantity: 1000 } };
const RUNS = 20;
const WAITING: StartPiece = { place: 1, variant: 0, order: -1, stage: "waiting", forS: 0 };

function runs(plan: ModelPlan, untilS: number, start = EMPTY_START) {
  return Array.from({ length: SEEDS_IN_SET }, (_, run) =>
    new PlantRun(plan, start, (SEED % 2 ** 20) * 1000 + run).run(untilS),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean number of pieces in the whole plan. */
function inSystem(plan: ModelPlan, untilS: number): number {
  return mean(runs(plan, untilS).map(({ content }) => content.reduce((sum, amount) => sum + amount, 0)));
}

describe("known queues", () => {
  it("[FK13] M/M/1 at 70 % holds 2.333 pieces", () => {
    const plan = line([[stationOf("S", exponential(0.7))]], { arrival: exponential(1) });
    expect(inSystem(plan, 20_000)).toBeCloseTo(0.7 / 0.3, 0);
    expect(Math.abs(inSystem(plan, 40_000) / (0.7 / 0.3) - 1)).toBeLessThan(boundOfMean(0.06));
  });

  it("[FK13] M/M/3 at 80 % holds 4.989 pieces", () => {
    const stations = [1, 2, 3].map((number) => stationOf(`S${number}`, exponential(2.4)));
    const plan = line([stations], { arrival: exponential(1) });
    expect(Math.abs(inSystem(plan, 40_000) / 4.989 - 1)).toBeLessThan(boundOfMean(0.06));
  });

  it("[FK13] queues in tandem are those of Jackson: each as if it were alone", () => {
    const groups = [
      [stationOf("S1", exponential(0.5))],
      [bufferOf("B", Number.POSITIVE_INFINITY)],
      [stationOf("S2", exponential(0.7))],
    ];
    const plan = line(groups, { arrival: exponential(1) });
    expect(Math.abs(inSystem(plan, 40_000) / (1 + 0.7 / 0.3) - 1)).toBeLessThan(boundOfMean(0.06));
  });

  it("[FK14] two stations without a buffer block each other: 2/3 of what one makes", () => {
    const plan = line([[stationOf("S1", exponential(1))], [stationOf("S2", exponential(1))]]);
    expect(Math.abs(mean(runs(plan, 20_000, PLENTY).map(({ good }) => good)) / 20_000 - 2 / 3)).toBeLessThan(
      boundOfMean(0.01),
    );
  });

  it("[FK14] a buffer of n between them lets through (n + 2) / (n + 3)", () => {
    const groups = [[stationOf("S1", exponential(1))], [bufferOf("B", 3)], [stationOf("S2", exponential(1))]];
    const good = mean(runs(line(groups), 20_000, PLENTY).map((run) => run.good));
    expect(Math.abs(good / 20_000 - 5 / 6)).toBeLessThan(boundOfMean(0.01));
  });
});

describe("bounds that no run passes", () => {
  it("[FK15] a batch machine waits until it is full, and makes batch / (load + work + unload)", () => {
    const oven = stationOf("OVEN", lasting(50), { batch: 4, load: lasting(6), unload: lasting(4) });
    const { good } = new PlantRun(line([[bufferOf("IN", 8)], [oven]]), PLENTY, 1).run(6001);
    expect(good).toBe(400);
    const few: StartState = { ...EMPTY_START, orders: [{ name: "O", variant: 0, toRelease: 7, open: 7, dueS: 0 }] };
    const run = new PlantRun(line([[bufferOf("IN", 8)], [oven]]), few, 1).run(6000);
    expect([run.good, run.wipAtEnd]).toEqual([4, 3]);
  });

  it("[FK16] one vehicle brings load / (approach + carry), two twice as much", () => {
    const lane = { from: 1, to: [[2]], load: 5, approach: lasting(40), carry: lasting(60) };
    const made = (vehicles: number): number => {
      const groups = [[bufferOf("OUT", 100)], [bufferOf("IN", 100)], [stationOf("S", lasting(1))]];
      return new PlantRun(line(groups, { lanes: [lane], vehicles }), PLENTY, 1).run(10_000).good;
    };
    expect(made(1)).toBeGreaterThanOrEqual(490);
    expect(made(1)).toBeLessThanOrEqual(500);
    expect(made(2) / made(1)).toBeCloseTo(2, 1);
    expect(made(0)).toBe(0);
  });

  it("[FK16] a tender makes a station wait for the exchange: one piece in fetch + work", () => {
    const tender = { label: "ROB", stations: [2], fetch: lasting(10), empty: lasting(8), put: lasting(5) };
    const groups = [[bufferOf("IN", 8)], [stationOf("CNC", lasting(90), { tender: 0 })]];
    const { good } = new PlantRun(line(groups, { tenders: [tender] }), PLENTY, 1).run(10_000);
    expect(good).toBe(99);
  });

  it("[FK17] nothing begins outside of working time, and a machine that is out goes on afterwards", () => {
    const open = stationOf("S", lasting(100), {
      openings: [
        [0, 1000],
        [2000, 3000],
      ],
    });
    expect(new PlantRun(line([[open]]), PLENTY, 1).run(4000).good).toBe(20);
    const out = stationOf("S", lasting(100), { outages: [[950, 1950]] });
    expect(new PlantRun(line([[out]]), PLENTY, 1).run(2000).good).toBe(9);
    expect(new PlantRun(line([[out]]), PLENTY, 1).run(2001).good).toBe(10);
  });

  it("[FK17] a machine that fails after B of work for R makes B / (B + R)", () => {
    const failing = stationOf("S", lasting(10), { failures: { between: exponential(900), repair: exponential(100) } });
    const good = mean(runs(line([[failing]]), 100_000, PLENTY).map((run) => run.good));
    // Five standard errors: that of one run is 1.4 %.
    expect(Math.abs(good / 9000 - 1)).toBeLessThan(boundOfMean(0.016));
  });
});

describe("starts and repeats", () => {
  it("[FK18] what is left of work under way is its time, given how long it has lasted", () => {
    const start: StartState = {
      ...EMPTY_START,
      pieces: [{ place: 1, variant: 0, order: 0, stage: "work", forS: 70 }],
      orders: [{ name: "O", variant: 0, toRelease: 0, open: 1, dueS: 100 }],
    };
    const run = new PlantRun(line([[stationOf("S", lasting(100))]]), start, 1).run(1000);
    expect(run.good).toBe(1);
    // A time without spread says how much is left; bisection finds it within a millionth.
    expect(run.finishedS[0]).toBeCloseTo(30, 3);
  });

  it("[FK19] the same seed gives the same run, bit for bit, and another seed another one", () => {
    const plan = line([[stationOf("S1", exponential(1))], [bufferOf("B", 5)], [stationOf("S2", exponential(1))]]);
    const of = (seed: number): string => JSON.stringify(new PlantRun(plan, PLENTY, seed).run(10_000));
    expect(of(7)).toBe(of(7));
    expect(of(7)).not.toBe(of(8));
  });

  it("[FK19] variants with one seed differ far less than runs with different seeds", () => {
    const plan = (capacity: number) =>
      line([[stationOf("S1", exponential(1))], [bufferOf("B", capacity)], [stationOf("S2", exponential(1))]]);
    const good = (capacity: number, seed: number): number => new PlantRun(plan(capacity), PLENTY, seed).run(5000).good;
    const paired = Array.from({ length: RUNS }, (_, seed) => good(4, seed) - good(3, seed));
    const apart = Array.from({ length: RUNS }, (_, seed) => good(4, seed + 100) - good(3, seed));
    const variance = (values: readonly number[]): number => mean(values.map((value) => (value - mean(values)) ** 2));
    expect(variance(paired)).toBeLessThan(variance(apart) / 3);
  });

  it("[FK20] pieces are neither lost nor made", () => {
    const toRelease = 500;
    const start: StartState = {
      ...EMPTY_START,
      orders: [{ name: "O", variant: 0, toRelease, open: toRelease, dueS: 0 }],
    };
    const groups = [[bufferOf("IN", 3)], [stationOf("S1", exponential(1)), stationOf("S2", exponential(2))]];
    for (const run of runs(line(groups), 5000, start)) expect([run.good, run.wipAtEnd]).toEqual([toRelease, 0]);
    const pieces = Array.from({ length: 90 }, () => ({ ...WAITING, place: 1 }));
    for (const run of runs(line(groups), 30, { ...EMPTY_START, pieces })) {
      expect(run.good + run.scrapped + run.wipAtEnd).toBe(90);
      expect(run.good).toBeGreaterThan(0);
      expect(run.wipAtEnd).toBeGreaterThan(0);
    }
  });

  it("[FK18] loads for which a future has no vehicle are where they were, and are fetched again", () => {
    const lane = { from: 1, to: [[2]], load: 5, approach: lasting(10), carry: lasting(60) };
    const load = { lane: 0, pieces: Array.from({ length: 5 }, () => ({ ...WAITING, place: 1 })), forS: 30 };
    const of = (vehicles: number) => {
      const groups = [[bufferOf("OUT", 100)], [bufferOf("IN", 100)], [stationOf("S", lasting(1))]];
      const start = { ...EMPTY_START, rides: [load, load] };
      const { good, wipAtEnd } = new PlantRun(line(groups, { lanes: [lane], vehicles }), start, 1).run(1000);
      return [good, wipAtEnd];
    };
    expect([of(0), of(1), of(2)]).toEqual([
      [0, 10],
      [10, 0],
      [10, 0],
    ]);
  });

  it("[FK18] a belt that is fuller than its capacity, or than events were foreseen for, empties", () => {
    const belt: PlacePlan = { kind: "belt", label: "BELT", capacity: 2, travel: lasting(50), spacingS: 1 };
    const pieces = Array.from({ length: 60 }, () => ({ ...WAITING, place: 1 }));
    expect(new PlantRun(line([[belt]]), { ...EMPTY_START, pieces }, 1).run(1000).good).toBe(60);
  });

  it("[FK18] of several batches at a station the newest is what it works on", () => {
    const start: StartState = {
      ...EMPTY_START,
      pieces: [
        { ...WAITING, place: 1, order: 0, stage: "done" },
        { ...WAITING, place: 1, order: 1, stage: "work", forS: 70 },
      ],
      orders: ["O", "P"].map((name) => ({ name, variant: 0, toRelease: 0, open: 1, dueS: 100 })),
    };
    const { finishedS } = new PlantRun(line([[stationOf("S", lasting(100))]]), start, 1).run(1000);
    expect(finishedS[1]).toBeCloseTo(30, 3);
  });

  it("[FK17] a piece that waits at a machine at a start in a break is begun when the break ends", () => {
    const start: StartState = {
      ...EMPTY_START,
      pieces: [{ ...WAITING, place: 1, order: 0 }],
      orders: [{ name: "O", variant: 0, toRelease: 0, open: 1, dueS: 100 }],
    };
    const station = stationOf("S", lasting(100), { openings: [[1000, 2000]] });
    expect(new PlantRun(line([[station]]), start, 1).run(3000).finishedS[0]).toBe(1100);
  });
});

describe("plans with a trap", () => {
  it("[FK20] pieces that go round without time are refused with the remedy", () => {
    const plan = line([[bufferOf("A", 9)], [bufferOf("B", 9)]]);
    const routes = plan.routes.map((byVariant, at) => (at === 2 ? [[{ share: 1, group: [1] }]] : byVariant));
    const pieces = [{ ...WAITING, place: 1 }];
    expect(() => new PlantRun({ ...plan, routes }, { ...EMPTY_START, pieces }, 1)).toThrow(
      /pieces move for ever at 0 s; give one of the places in the circle a time/,
    );
  });

  it("[FK50] such a future is refused by its name, and the plant as it is without one", () => {
    const plan = line([[bufferOf("A", 9)], [bufferOf("B", 9)]]);
    const routes = plan.routes.map((byVariant, at) => (at === 2 ? [[{ share: 1, group: [1] }]] : byVariant));
    const start = { ...EMPTY_START, pieces: [{ ...WAITING, place: 1 }] };
    const problemsOf = (name: string): unknown => {
      try {
        return runFuture({ plan: { ...plan, routes }, start }, name, { errorSeed: 1, horizonS: 1 });
      } catch (error) {
        return problemsIn(error);
      }
    };
    const reason = expect.stringMatching(/^pieces move for ever .* give one of the places in the circle a time/);
    expect(problemsOf("round")).toEqual([{ future: "round", change: null, reason }]);
    expect(problemsOf("baseline")).toEqual([{ future: null, change: null, reason }]);
    expect(problemsIn(new RangeError("a defect"))).toBeUndefined();
  });

  it("[FK16] scrap of a place that vehicles empty leaves by itself", () => {
    const lane = { from: 1, to: [[2]], load: 2, approach: lasting(1), carry: lasting(1) };
    const belt: PlacePlan = { kind: "belt", label: "BELT", capacity: 9, travel: lasting(5), spacingS: 1 };
    const plan = line([[belt], [bufferOf("IN", 9)]], { lanes: [lane], vehicles: 1 });
    const scrap = plan.places.length;
    const choices = [
      { share: 0.5, group: [2] },
      { share: 0.5, group: [scrap] },
    ];
    const made: ModelPlan = {
      ...plan,
      places: [...plan.places, { kind: "sink", label: "SCRAP", isScrap: true }],
      routes: [...plan.routes.map((byVariant, at) => (at === 1 ? [choices] : byVariant)), []],
      outputs: [...plan.outputs, scrap],
    };
    const { good, scrapped } = new PlantRun(made, PLENTY, 1).run(4000);
    expect(scrapped / (good + scrapped)).toBeGreaterThan(0.4);
    expect(scrapped / (good + scrapped)).toBeLessThan(0.6);
  });

  const robots = [2, 3].map((station) => ({
    label: `ROB-${station}`,
    stations: [station],
    fetch: lasting(10),
    empty: lasting(8),
    put: lasting(5),
  }));

  it("[FK16] a tender takes no piece that goes elsewhere, behind one that another tender is about to take", () => {
    const never = lasting(1e9);
    const station = (number: number) => stationOf(`S${number}`, lasting(20), { tender: number });
    const plan = line([[bufferOf("IN", 9)], [station(0), { ...station(1), work: [lasting(20), never] }]]);
    const made: ModelPlan = {
      ...plan,
      variants: ["A", "B"],
      places: plan.places.map((place) =>
        place.label === "S0" ? { ...station(0), work: [lasting(20), lasting(20)] } : place,
      ),
      routes: plan.routes.map((byVariant, at) =>
        at === 1 ? [...byVariant, [{ share: 1, group: [2] }]] : [...byVariant, ...byVariant],
      ),
      tenders: robots,
    };
    const pieces = [0, 1].map((variant) => ({ ...WAITING, place: 1, variant }));
    expect(new PlantRun(made, { ...EMPTY_START, pieces }, 1).run(1000).good).toBe(2);
  });

  it("[FK16] a tender whose piece a machine beside it took has nothing to bring", () => {
    const groups = [[bufferOf("IN", 9)], [stationOf("S2", lasting(20), { tender: 0 }), stationOf("S3", lasting(5))]];
    const plan = line(groups, { tenders: robots.slice(0, 1) });
    const pieces = [0, 1].map(() => ({ ...WAITING, place: 1 }));
    expect(new PlantRun(plan, { ...EMPTY_START, pieces }, 1).run(1000).good).toBe(2);
  });
});
