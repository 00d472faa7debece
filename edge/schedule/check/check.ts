import { keyOf, type PlacedStep } from "../../contracts/schedule/schedule.ts";
import type { WorkPlan } from "../../contracts/schedule/work-plan.ts";
import { Facts, type Report, type ScheduleFault, type Timed } from "./facts.ts";
import { fixtureFaults, machineFaults } from "./machine-faults.ts";
import { operationFaults } from "./operation-faults.ts";
import { problem } from "./problem-table.ts";

/**
 * Whatever constraint of a work plan a schedule violates; empty where it keeps all. Of a kept operation, what lies
 * after the plan's start is looked at like all others. Knows nothing of how schedules are made: it reads the work plan
 * as it is written, and looks at calendars minute by minute. `of`: only faults of these operations and of what they
 * are beside, whatever else is not planned.
 */
export function scheduleFaults(
  plan: WorkPlan,
  { operations }: { readonly operations: readonly Timed[] },
  of?: readonly PlacedStep[],
): ScheduleFault[] {
  const facts = new Facts(plan, operations, of);
  const faults: ScheduleFault[] = [];
  const report: Report = (kind, { order, step, machine }, text, other = null) => {
    const found = other === null ? null : { order: other.order, step: other.step };
    faults.push({ kind, operation: { order, step, machine }, with: found, text });
  };
  if (of === undefined) wholeFaults(facts, report);
  for (const asked of facts.asked.values()) {
    const order = asked.order.id;
    if (!facts.isOrderLookedAt(order)) continue;
    const planned = facts.planned({ order, step: asked.step.id });
    const near = [asked.step.id, ...asked.before];
    if (planned !== undefined && near.some((step) => facts.isLookedAt({ order, step })))
      operationFaults(facts, asked, planned, report);
  }
  const machines = new Set(operations.filter((one) => facts.isLookedAt(one)).map(({ machine }) => machine));
  for (const id of machines) if (facts.machines.has(id)) machineFaults(facts, id, report);
  for (const fixture of plan.fixtures) fixtureFaults(facts, fixture, report);
  if (of === undefined) return faults;
  const own = new Set(of.map(keyOf));
  return faults.filter((one) => own.has(keyOf(one.operation)) || (one.with !== null && own.has(keyOf(one.with))));
}

/** What concerns the schedule as a whole: operations that are not planned, and locks. */
function wholeFaults(facts: Facts, report: Report): void {
  for (const { order, step } of facts.asked.values()) {
    const place = { order: order.id, step: step.id };
    if (facts.planned(place) === undefined)
      report("missing", { ...place, machine: "" }, problem("schedule-missing", place));
  }
  const [planned, expected] = [facts.operations.length, facts.asked.size];
  const none = { order: "", step: "", machine: "" };
  if (planned !== expected) report("missing", none, problem("schedule-count", { planned, expected }));
  for (const { order, operation: step, machine, start } of facts.plan.locks) {
    const found = facts.planned({ order, step });
    if (found === undefined || (found.machine === machine && found.start === Date.parse(start))) continue;
    const text = { order, step, machine, start: facts.moment(Date.parse(start)) };
    report("locked", found, problem("schedule-locked", text));
  }
}
