import { expect } from "vitest";
import type { WorkPlan } from "../../../../edge/contracts/schedule/work-plan.ts";
import { scheduleFaults } from "../../../../edge/schedule/check/check.ts";
import { scheduleOf } from "../../../../edge/schedule/explain/schedule-of.ts";
import { improve } from "../../../../edge/schedule/improve/improve.ts";
import { workPlanProblems } from "../../../../edge/schedule/plant/problems.ts";
import { readPlant } from "../../../../edge/schedule/plant/read.ts";
import { minute, workPlan } from "./plans.ts";

/** A short search. */
export function scheduled(plan: WorkPlan, steps = 300) {
  const { decisions, timeline } = improve(readPlant(plan), 1, (done) => done / steps);
  return scheduleOf(decisions, timeline);
}

/** Minutes for a piece on each machine of a line, and what of its steps, order and machines is of interest. */
export interface Line {
  readonly minutes: readonly number[];
  readonly lot?: number;
  readonly quantity?: number;
  readonly machine?: object;
  readonly step?: object;
}

/** One order through machines one behind the other, 3 min apart. */
export function lineOf(
  { minutes, lot = 5, quantity = 20, machine = {}, step = {} }: Line,
  fields: object = {},
): WorkPlan {
  return workPlan({
    start: minute(0),
    transport: { other: 3 },
    machines: minutes.map((_, at) => ({ id: `M${at}`, area: `a${at}`, ...machine })),
    variants: [
      {
        id: "V",
        route: minutes.map((one, at) => ({
          ...{ id: `s${at}`, transferLot: lot, machines: [{ machine: `M${at}`, minutes: one }] },
          ...step,
        })),
      },
    ],
    orders: [{ id: "O", variant: "V", quantity, due: minute(9_000) }],
    ...fields,
  });
}

/** Starts and ends in minutes. */
export function timesOf(plan: WorkPlan): readonly (readonly [number, number])[] {
  expect(workPlanProblems(plan)).toEqual([]);
  const schedule = scheduled(plan, 100);
  expect(scheduleFaults(plan, schedule)).toEqual([]);
  const minutes = (ms: number): number => (ms - Date.parse(plan.start)) / 60_000;
  return schedule.operations.map(({ start, end }) => [minutes(start), minutes(end)] as const);
}
