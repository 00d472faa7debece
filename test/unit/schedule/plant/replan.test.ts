import { expect, it } from "vitest";
import { Chance } from "../../../../edge/batch/chance.ts";
import type { Schedule } from "../../../../edge/contracts/schedule/schedule.ts";
import type { WorkPlan } from "../../../../edge/contracts/schedule/work-plan.ts";
import { scheduleFaults } from "../../../../edge/schedule/check.ts";
import { scheduleOf } from "../../../../edge/schedule/explain/schedule-of.ts";
import { decisionsLike } from "../../../../edge/schedule/improve/decisions.ts";
import { improve } from "../../../../edge/schedule/improve/improve.ts";
import { workPlanProblems } from "../../../../edge/schedule/plant/problems.ts";
import { readPlant } from "../../../../edge/schedule/plant/read.ts";
import { type PlanEvents, replan } from "../../../../edge/schedule/replan.ts";
import { SEED } from "../../../run/seed.ts";
import { minute, randomPlan } from "./plans.ts";

const SEEDS = Array.from({ length: 20 }, (_, at) => at);
const WHEN = { at: minute(90), freezeUntil: minute(300) };

function planned(plan: WorkPlan, from?: Schedule): Schedule {
  const plant = readPlant(plan);
  const begin = from === undefined ? {} : { from: decisionsLike(plant, from) };
  const { decisions, timeline } = improve(plant, 1, (done) => done / 600, begin);
  return scheduleOf(decisions, timeline);
}

function eventsOf(plan: WorkPlan, number: number): PlanEvents {
  const order = plan.orders[3] as WorkPlan["orders"][number];
  const kinds: readonly PlanEvents[] = [
    { breakdowns: [{ machine: "A1", from: WHEN.at, to: minute(200) }] },
    { lateMaterial: [{ order: order.id, operation: "s0", from: minute(400) }] },
    { rushOrders: [{ ...order, id: "rush", release: WHEN.at, due: minute(200), priority: 50, material: [] }] },
  ];
  return kinds[number % 3] as PlanEvents;
}

it.for(SEEDS)("[SD15] a plan made again after an event keeps what has begun and what is frozen (plan %i)", (number) => {
  const plan = randomPlan(new Chance(SEED + number), { orders: 15, steps: 4 });
  const before = planned(plan);
  const { plan: after, frozen, released } = replan(plan, before, { ...WHEN, events: eventsOf(plan, number) });
  expect(workPlanProblems(after)).toEqual([]);
  const again = planned(after, before);
  expect(scheduleFaults(after, again)).toEqual([]);
  const startOf = new Map(again.operations.map((one) => [`${one.order} ${one.step}`, one.start]));
  for (const { order, step, start } of frozen) expect(startOf.get(`${order} ${step}`)).toBe(start);
  const begun = before.operations.filter(({ setUpStart }) => setUpStart < Date.parse(WHEN.at));
  for (const { order, step, start } of begun) expect(startOf.get(`${order} ${step}`)).toBe(start);
  if (eventsOf(plan, number).rushOrders !== undefined) expect(released).toEqual([]);
  for (const { order, step } of released)
    expect(startOf.get(`${order} ${step}`)).toBeGreaterThanOrEqual(Date.parse(WHEN.freezeUntil));
});
