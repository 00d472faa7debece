/** Every operation of schedules as its service, called by somebody. */
import type { Operation } from "../../../../edge/api/permissions.ts";
import type { Caller } from "../../../../edge/api/services/caller.ts";
import {
  askSchedule,
  checkSchedule,
  closedTimes,
  exportSchedule,
  listSchedules,
  oneSchedule,
  plantPlan,
  removeSchedule,
  type ScheduleDeps,
  scheduleActuals,
} from "../../../../edge/api/services/schedules/schedules.ts";

const QUESTION = { name: "s", seconds: 1, seed: 1, plan: {} };

export function scheduleServices(
  deps: ScheduleDeps,
): Readonly<Partial<Record<Operation, (caller: Caller) => unknown>>> {
  return {
    "GET /api/v1/schedules": (caller) => listSchedules(deps, caller),
    "POST /api/v1/schedules": (caller) => askSchedule(deps, caller, QUESTION),
    "GET /api/v1/schedules/plant": (caller) => plantPlan(deps, caller),
    "GET /api/v1/schedules/:uid": (caller) => oneSchedule(deps, caller, "s"),
    "GET /api/v1/schedules/:uid/actuals": (caller) => scheduleActuals(deps, caller, "s"),
    "GET /api/v1/schedules/:uid/closed": (caller) => closedTimes(deps, caller, { uid: "s", from: 0, to: 1 }),
    "POST /api/v1/schedules/:uid/check": (caller) => checkSchedule(deps, caller, { uid: "s", moves: [] }),
    "GET /api/v1/schedules/:uid/export": (caller) =>
      exportSchedule(deps, caller, { uid: "s", format: "json", language: "en" }),
    "DELETE /api/v1/schedules/:uid": (caller) => removeSchedule(deps, caller, "s"),
  };
}
