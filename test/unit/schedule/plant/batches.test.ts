import { expect, it } from "vitest";
import { Chance } from "../../../../edge/batch/chance.ts";
import type { WorkPlan } from "../../../../edge/contracts/schedule/work-plan.ts";
import { scheduleFaults } from "../../../../edge/schedule/check/check.ts";
import { scheduleOf } from "../../../../edge/schedule/explain/schedule-of.ts";
import { improve } from "../../../../edge/schedule/improve/improve.ts";
import { workPlanProblems } from "../../../../edge/schedule/plant/problems.ts";
import { readPlant } from "../../../../edge/schedule/plant/read.ts";
import { SEEDS_IN_SET } from "../../../run/long-sets.ts";
import { SEED } from "../../../run/seed.ts";
import { minute, randomPlan, workPlan } from "./plans.ts";

const SEEDS = Array.from({ length: SEEDS_IN_SET }, (_, at) => at);

function scheduled(plan: WorkPlan, steps: number) {
  const { decisions, timeline } = improve(readPlant(plan), 1, (done) => done / steps);
  return scheduleOf(decisions, timeline);
}

/** Orders of these quantities on an oven for four pieces and 90 minutes. */
function ovenPlan(quantities: readonly number[], size = 1): WorkPlan {
  return workPlan({
    start: minute(0),
    machines: [{ id: "OVEN", capacity: 4 }],
    variants: [{ id: "V", route: [{ id: "cure", size, machines: [{ machine: "OVEN", minutes: 90 }] }] }],
    orders: quantities.map((quantity, at) => ({ id: `O${at}`, variant: "V", quantity, due: minute(100 + at) })),
  });
}

it.each([
  ["that fits", [4], 1, 90],
  ["beyond a batch", [9], 1, 270],
  ["whose pieces take two places", [5], 2, 270],
  ["beside a small one, which joins no batch of it", [9, 2], 1, 360],
  ["beside others that share a batch", [2, 1, 1], 1, 90],
] as const)("[SD53] an order %s takes as many batches as it needs", (_, quantities, size, minutes) => {
  const plan = ovenPlan(quantities, size);
  expect(workPlanProblems(plan)).toEqual([]);
  const schedule = scheduled(plan, 200);
  expect(scheduleFaults(plan, schedule)).toEqual([]);
  expect(schedule.end).toBe(Date.parse(minute(minutes)));
});

it("[SD53] the checker refuses a batch of several orders that is too full, and a time that is too short", () => {
  const plan = ovenPlan([9, 2]);
  const [first, second] = scheduled(plan, 200).operations;
  if (first === undefined || second === undefined) throw new Error("two operations were planned");
  const together = { ...second, setUpStart: first.start, start: first.start, end: first.end };
  expect(scheduleFaults(plan, { operations: [first, together] }).map(({ kind }) => kind)).toContain("capacity");
  const short = { ...first, end: first.start + 90 * 60_000 };
  expect(scheduleFaults(plan, { operations: [short, second] }).length).toBeGreaterThan(0);
});

it.for(SEEDS)("[SD9] [SD53] schedules with orders beyond a batch keep all constraints (plan %i)", (number) => {
  const plan = randomPlan(new Chance(SEED + number), { orders: 12, steps: 4 });
  const machines = plan.machines.map((one) => (one.capacity === undefined ? one : { ...one, capacity: 2 }));
  const small = { ...plan, machines };
  expect(workPlanProblems(small)).toEqual([]);
  expect(scheduleFaults(small, scheduled(small, 500))).toEqual([]);
});
