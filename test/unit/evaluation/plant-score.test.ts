import { expect, it } from "vitest";
import { Chance } from "../../../edge/batch/chance.ts";
import { followPlan } from "../../../edge/evaluation/schedule/follow-plan.ts";
import { frozenScores, frozenScoreText } from "../../../edge/evaluation/schedule/frozen-score.ts";
import { MADE, madePlan } from "../../../edge/evaluation/schedule/made-plan.ts";
import { plantScoreText } from "../../../edge/evaluation/schedule/plant-score.ts";
import { reachableShare } from "../../../edge/evaluation/schedule/reachable.ts";
import { tariffScores, tariffScoreText } from "../../../edge/evaluation/schedule/tariff-score.ts";
import { improve } from "../../../edge/schedule/improve/improve.ts";
import { workPlanProblems } from "../../../edge/schedule/plant/problems.ts";
import { readPlant } from "../../../edge/schedule/plant/read.ts";
import { drawShares, onTimeShare } from "../../../edge/schedule/replicate.ts";
import { SEED } from "../../run/seed.ts";
import { minute, randomPlan, workPlan } from "../schedule/plant/plans.ts";

const SEEDS = Array.from({ length: 20 }, (_, at) => at);

it.for([0, 1, 2])(
  "[SD16] a made plant has no problems, 500 operations of 113 variants, and is the same again (%i)",
  (number) => {
    const options = { ...MADE, seed: (SEED + number) % 10_000 };
    const plan = madePlan(options);
    expect(workPlanProblems(plan)).toEqual([]);
    expect(plan.variants.length).toBe(113);
    expect(readPlant(plan).orderOf.length).toBeGreaterThanOrEqual(500);
    expect(madePlan(options)).toEqual(plan);
  },
);

it.for([0, 1, 2])(
  "[SD16] a plan that is made again while it runs makes everything, each step behind those before it (%i)",
  (number) => {
    const plant = readPlant(madePlan({ ...MADE, operations: 60, seed: (SEED + number) % 10_000 }));
    const first = improve(plant, 1, (done) => done / 300);
    const shares = drawShares(plant, { seed: 5, replication: number, spread: { work: 0.15, setUp: 0.25 } });
    const { start, end } = followPlan({ plant, planned: plant }, first, shares, { everyS: 14_400, steps: 64 });
    for (let operation = 0; operation < start.length; operation++) {
      expect(end[operation]).toBeGreaterThan(start[operation] as number);
      for (let at = plant.beforeFrom[operation] as number; at < (plant.beforeFrom[operation + 1] as number); at++)
        expect(start[operation]).toBeGreaterThanOrEqual(end[plant.before[at] as number] as number);
    }
  },
);

it("[SD16] prints each tightness with its rules, and when the first plan was there", () => {
  const score = {
    seed: 3,
    operations: 500,
    rules: { FIFO: 0.5, EDD: 0.6 },
    reachable: 0.9,
    plan: 0.75,
    fixed: 0.7,
    planned: 0.8,
    firstMs: 12,
    steps: 100,
    seconds: 1,
  };
  const scored = [
    { ...score, tightness: 2 },
    { ...score, tightness: 3, plan: 0.8 },
  ];
  const text = plantScoreText(scored, { seconds: 1, replications: 4 });
  expect(text).toMatch(/^500 operations, 113 variants/);
  expect(text).toMatch(/^2 +all +50\.0 % +60\.0 % +60\.0 % +75\.0 % +15\.0 +90\.0 % +50\.0 % +70\.0 % +12 ms$/m);
  expect(text).toMatch(/^3 +3 +.* 80\.0 % +20\.0 +/m);
});

it("[SD15] [SD16] a rush order moves no frozen start, and plans made again have no faults", () => {
  const scores = frozenScores([SEED % 10_000]);
  expect(scores.map(({ event, faults }) => [event, faults])).toEqual([
    ["breakdown", 0],
    ["late material", 0],
    ["rush order", 0],
  ]);
  const [, late, rush] = scores;
  expect(late?.kept).toBeLessThan(late?.frozen ?? 0);
  expect(rush?.kept).toBe(rush?.frozen);
  expect(frozenScoreText(scores)).toMatch(/^rush order: (\d+) of \1 frozen starts kept/m);
  const impossible = { "machine down": 1, "machine busy": 0, "set-up": 0, material: 0, "step before": 2 };
  const none = frozenScoreText([
    {
      event: "rush order",
      frozen: 0,
      kept: 0,
      impossible: { ...impossible, "machine down": 0, "step before": 0 },
      faults: 0,
    },
  ]);
  expect(none).toMatch(/^rush order: 0 of 0 frozen starts kept; 0 of the 0 that were possible; 0 faults$/m);
  const some = frozenScoreText([{ event: "breakdown", frozen: 13, kept: 9, impossible, faults: 0 }]);
  expect(some).toContain(
    "breakdown: 9 of 13 frozen starts kept (69.2 %); 9 of the 10 that were possible (90.0 %); 0 faults; " +
      "impossible by the event: machine down 1, step before 2\n",
  );
});

it.for(SEEDS)("[SD46] no schedule of a random plan has more orders on time than can be reached (plan %i)", (number) => {
  const plan = randomPlan(new Chance(SEED + number), { orders: 20, steps: 4 });
  const plant = readPlant({ ...plan, objective: { ...plan.objective, late: 1_000, tardiness: 0.05, marginMin: 0 } });
  const { timeline } = improve(plant, number, (done) => done / 600);
  expect(onTimeShare(plant, timeline.orderEnd)).toBeLessThanOrEqual(reachableShare(plant) + 1e-9);
});

it("[SD46] what has to be done in too short a time is late, whatever else is planned", () => {
  const route = [{ id: "cut", machines: [{ machine: "M1", minutes: 60 }] }];
  const orders = [60, 90, 90, 100, 600].map((due, at) => ({ id: `O${at}`, variant: "V", due: minute(due) }));
  const late = { id: "L", variant: "V", release: minute(580), due: minute(600) };
  const plan = {
    start: minute(0),
    machines: [{ id: "M1" }],
    variants: [{ id: "V", route }],
    orders: [...orders, late],
  };
  // One of the first four fits before 100 minutes, and the last cannot be done in 20.
  expect(reachableShare(readPlant(workPlan(plan)))).toBeCloseTo(2 / 6);
});

it("[SD49] the score plans a made plant without and with waits for cheaper energy", () => {
  const scores = tariffScores([1], 300);
  expect(scores.map(({ mayWait, faults }) => [mayWait, faults])).toEqual([
    [false, 0],
    [true, 0],
  ]);
  expect(scores[0]?.waits).toBe(0);
  const text = tariffScoreText(scores);
  expect(text).toMatch(/^1, nothing waits: energy \d+, weighted cost \d+, \d+ of 84 late; 0 faults$/m);
  expect(text).toMatch(/^1, \d+ operations wait: energy /m);
});
