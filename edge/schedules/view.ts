import { keyOf, type PlannedOperation, type Schedule } from "../contracts/schedule/schedule.ts";
import type {
  ScheduledOperation,
  ScheduledOrder,
  ScheduleRow,
  WholeSchedule,
} from "../contracts/schedule/schedules.ts";
import type { WorkPlan } from "../contracts/schedule/work-plan.ts";
import { capacitiesOf, timesFor } from "../schedule/plant/batches.ts";
import { machinesIn } from "./closed-times.ts";
import { headOf, type Improvement, momentOf, type StoredSchedule } from "./stored.ts";

const DAY_MS = 86_400_000;

/** A stored schedule as the API gives it. `live`: of one that is being made. */
export function wholeOf(
  stored: StoredSchedule,
  live: { readonly row: ScheduleRow; readonly improvements: readonly Improvement[] },
): WholeSchedule {
  const { plan, schedule, question, failure, released } = stored;
  const startMs = Date.parse(plan.start);
  return {
    ...headOf(stored),
    ...live.row,
    failure,
    question,
    improvements: live.improvements,
    timeZone: plan.timeZone,
    freezeUntil: plan.freezeUntil === undefined ? null : momentOf(Date.parse(plan.freezeUntil)),
    horizon: momentOf(startMs + plan.horizonDays * DAY_MS),
    ...machinesIn(plan, spanOf(plan, schedule)),
    schedule: schedule === null ? null : scheduleEntry(plan, schedule),
    released,
    judged: stored.judged ?? [],
  };
}

/** From the first set-up, or the plan's start, to the last end or due date. */
function spanOf(plan: WorkPlan, schedule: Schedule | null): { readonly from: number; readonly to: number } {
  const startMs = Date.parse(plan.start);
  let [from, to] = [startMs, schedule?.end ?? startMs];
  for (const { setUpStart } of schedule?.operations ?? []) from = Math.min(from, setUpStart);
  for (const { due } of plan.orders) to = Math.max(to, Date.parse(due));
  return { from, to };
}

function scheduleEntry(plan: WorkPlan, schedule: Schedule): NonNullable<WholeSchedule["schedule"]> {
  const orders = new Map(plan.orders.map((order) => [order.id, order]));
  const steps = new Map(
    plan.variants.flatMap(({ id, route }) => route.map((step) => [JSON.stringify([id, step.id]), step] as const)),
  );
  const capacities = capacitiesOf(plan);
  const locked = new Set(plan.locks.map(({ order, operation: step }) => keyOf({ order, step })));
  return {
    ...schedule,
    end: momentOf(schedule.end),
    orders: schedule.orders.map(({ due, end, onTime, ...order }): ScheduledOrder => {
      const { variant = "", quantity = 1, priority = 1 } = orders.get(order.order) ?? {};
      return {
        ...order,
        ...{ variant, quantity, priority },
        due: momentOf(due),
        end: momentOf(end),
        onTime: onTime ?? null,
      };
    }),
    operations: schedule.operations.map((operation): ScheduledOperation => {
      const { variant = "", quantity = 1 } = orders.get(operation.order) ?? {};
      const step = steps.get(JSON.stringify([variant, operation.step]));
      return {
        ...operationEntry(operation),
        family: step?.family ?? variant,
        isLocked: locked.has(keyOf(operation)),
        alternatives: (step?.machines ?? []).map(({ machine, minutes }) => ({
          machine,
          minutes: minutes * timesFor(quantity, step ?? { size: 1 }, capacities.get(machine)),
        })),
      };
    }),
  };
}

function operationEntry({ setUpStart, start, end, closedFrom, reason, ...operation }: PlannedOperation) {
  return {
    ...operation,
    setUpStart: momentOf(setUpStart),
    start: momentOf(start),
    end: momentOf(end),
    closedFrom: closedFrom === undefined ? null : momentOf(closedFrom),
    reason: reason.kind === "kept" ? reason : { ...reason, until: momentOf(reason.until) },
  };
}
