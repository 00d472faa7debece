import { listed } from "../../contracts/plant/config-text.ts";
import { keyOf } from "../../contracts/schedule/schedule.ts";
import type { RouteStep, WorkPlan } from "../../contracts/schedule/work-plan.ts";
import { problem } from "../problem-table.ts";
import type { Report } from "./calendar-problems.ts";

/** Machines that a problem names. */
const MOST_NAMED = 8;

/** Operations that are locked where they cannot be: on this machine, before the plan, or kept elsewhere. */
export function lockProblems(plan: WorkPlan, report: Report): void {
  const variants = new Map(plan.orders.map(({ id, variant }) => [id, variant]));
  const routes = new Map(plan.variants.map(({ id, route }) => [id, route]));
  const kept = new Set(plan.kept.map(({ order, operation: step }) => keyOf({ order, step })));
  const opens = plan.freezeUntil ?? plan.start;
  for (const [at, { order, operation, machine, start }] of plan.locks.entries()) {
    const route = routes.get(variants.get(order) ?? "") ?? [];
    const step = route.find(({ id }) => id === operation) as RouteStep;
    const able = step.machines.map((option) => option.machine);
    if (kept.has(keyOf({ order, step: operation })))
      report(["locks", at], problem("work-plan-lock-kept", { order, step: operation }));
    else if (Date.parse(start) < Date.parse(opens))
      report(["locks", at, "start"], problem("work-plan-lock-past", { order, step: operation, opens }));
    if (!able.includes(machine)) {
      const text = { order, step: operation, machine, machines: listed(able, MOST_NAMED) };
      report(["locks", at, "machine"], problem("work-plan-lock", text));
    }
  }
}
