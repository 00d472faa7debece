/** Plans of made schedules, as the room views them. */
import {
  type PlanView,
  planViewOf,
  type ViewedOperation,
} from "../../../twin-viewer/src/screens/schedule/plan-view.ts";
import { type MadePlan, madeSchedule } from "../../fakes/viewer/made-schedule.ts";

export const NOW_MS = Date.parse("2026-12-01T02:20:00Z");

export function madePlan(more: Partial<MadePlan> = {}): PlanView {
  const made = madeSchedule({ uid: "a", name: "A", machines: 30, orders: 110, nowMs: NOW_MS, ...more });
  return planViewOf(made) as PlanView;
}

/** An operation that nothing keeps, and that another machine can make too. */
export function freeOperation(plan: PlanView): ViewedOperation {
  return plan.operations.find(({ isKept, alternatives }) => !isKept && alternatives.length > 1) as ViewedOperation;
}
