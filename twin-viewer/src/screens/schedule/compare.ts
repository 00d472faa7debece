/** Two schedules of the same orders side by side. */
import type { WholeSchedule } from "../../../../edge/contracts/schedule/schedules.ts";
import { keyOf, type PlanView, type ViewedOperation } from "./plan-view.ts";

/** A shift of less is none: the edge counts in whole seconds. */
const SAME_MS = 1000;

interface Figures {
  readonly late: number;
  readonly setUpMin: number;
  readonly end: number;
  readonly cost: number;
}

interface Comparison {
  readonly before: Figures;
  readonly after: Figures;
  /** Operations that both have, and how many of them start at another time or on another machine. */
  readonly common: number;
  readonly moved: number;
  readonly added: number;
  readonly gone: number;
}

function isElsewhere(a: ViewedOperation, b: ViewedOperation): boolean {
  return a.machine !== b.machine || Math.abs(a.start - b.start) >= SAME_MS;
}

export function comparisonOf(before: Side, after: Side): Comparison {
  const found = after.plan.operations.map((one) => [one, before.plan.byKey.get(keyOf(one))] as const);
  const common = found.filter(([, earlier]) => earlier !== undefined).length;
  return {
    before: figuresOf(before),
    after: figuresOf(after),
    common,
    moved: found.filter(([one, earlier]) => earlier !== undefined && isElsewhere(one, earlier)).length,
    added: after.plan.operations.length - common,
    gone: before.plan.operations.length - common,
  };
}

interface Side {
  readonly plan: PlanView;
  readonly schedule: NonNullable<WholeSchedule["schedule"]>;
}

function figuresOf({ plan, schedule }: Side): Figures {
  const late = [...plan.orders.values()].filter(({ isLate }) => isLate).length;
  return { late, setUpMin: schedule.setUpMin, end: Date.parse(schedule.end), cost: schedule.cost };
}
