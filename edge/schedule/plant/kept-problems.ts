import { keyOf } from "../../contracts/schedule/schedule.ts";
import type { RouteStep, WorkPlan } from "../../contracts/schedule/work-plan.ts";
import { problem } from "../problem-table.ts";
import { lotFor } from "./batches.ts";
import type { Report } from "./calendar-problems.ts";
import { stepsBefore } from "./route.ts";

type Kept = WorkPlan["kept"][number];

/** Kept operations that cannot have been made so: on this machine, before a step that they follow, two at one time. */
export function keptProblems(plan: WorkPlan, report: Report): void {
  const orders = new Map(plan.orders.map((order) => [order.id, order]));
  const routes = new Map(plan.variants.map(({ id, route }) => [id, { route, before: stepsBefore(route) }]));
  const kept = new Map(plan.kept.map((one) => [keyOf({ order: one.order, step: one.operation }), one]));
  for (const [at, { order, operation, machine, start, end }] of plan.kept.entries()) {
    const { variant, quantity } = orders.get(order) ?? { variant: "", quantity: 1 };
    const { route, before } = routes.get(variant) ?? { route: [], before: [] };
    const place = route.findIndex(({ id }) => id === operation);
    const step = route[place] as RouteStep;
    if (!step.machines.some((option) => option.machine === machine))
      report(["kept", at, "machine"], problem("work-plan-kept", { order, step: operation, machine }));
    for (const other of before[place] as number[]) {
      const one = route[other] as RouteStep;
      const { id } = one;
      const earlier = kept.get(keyOf({ order, step: id }));
      if (earlier === undefined)
        report(["kept", at, "operation"], problem("work-plan-kept-before", { order, step: operation, before: id }));
      else if (isEarly({ start, end }, earlier, lotFor(quantity, one) > 0))
        report(["kept", at, "start"], problem("work-plan-kept-early", { order, step: operation, before: id }));
    }
  }
  overlaps(plan, report);
}

/** Whether a step starts before one that it follows has ended; `isInLots`: starts or ends no later than that one. */
function isEarly({ start, end }: Pick<Kept, "start" | "end">, earlier: Kept, isInLots: boolean): boolean {
  if (!isInLots) return Date.parse(start) < Date.parse(earlier.end);
  return Date.parse(start) <= Date.parse(earlier.start) || Date.parse(end) <= Date.parse(earlier.end);
}

/** A machine has one kept operation at a time, or one batch. */
function overlaps(plan: WorkPlan, report: Report): void {
  const batch = new Set(plan.machines.filter(({ capacity }) => capacity !== undefined).map(({ id }) => id));
  const byMachine = Map.groupBy(plan.kept.entries(), ([, { machine }]) => machine);
  for (const [machine, entries] of byMachine) {
    let last: Kept | undefined;
    for (const [at, one] of entries.sort(([, a], [, b]) => Date.parse(a.start) - Date.parse(b.start))) {
      const isTogether = batch.has(machine) && last !== undefined && isSameTime(last, one);
      if (last !== undefined && !isTogether && Date.parse(one.setUpStart) < Date.parse(last.end)) {
        const { order, operation: step } = one;
        const text = { order, step, machine, other: last.order, otherStep: last.operation };
        report(["kept", at], problem("work-plan-kept-overlap", text));
      }
      if (last === undefined || Date.parse(one.end) > Date.parse(last.end)) last = one;
    }
  }
}

function isSameTime(one: Kept, other: Kept): boolean {
  return Date.parse(one.start) === Date.parse(other.start) && Date.parse(one.end) === Date.parse(other.end);
}
