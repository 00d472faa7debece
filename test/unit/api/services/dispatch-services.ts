/** Every operation of jobs and dispatch as its service, called by somebody. */
import type { Operation } from "../../../../edge/api/permissions.ts";
import type { Caller } from "../../../../edge/api/services/caller.ts";
import {
  type ChangeoverDeps,
  changeoversOf,
  exportChangeovers,
} from "../../../../edge/api/services/production/changeovers.ts";
import {
  type DispatchDeps,
  dispatchNow,
  givePlanned,
  putInForce,
  takeBackSchedule,
  tellStation,
} from "../../../../edge/api/services/production/dispatch.ts";
import { actOnJob, giveJob, jobMachines, jobsOf } from "../../../../edge/api/services/production/jobs.ts";
import { LATHE, NOW_US } from "../../../fakes/api/deps.ts";

const JOB = { jobId: undefined, program: "p", order: "", quantity: 1, priority: 0 };
const range = { from: NOW_US - 60e6, to: NOW_US };

export function dispatchServices(
  deps: DispatchDeps & ChangeoverDeps,
): Readonly<Partial<Record<Operation, (caller: Caller) => unknown>>> {
  return {
    "GET /api/v1/jobs/machines": (caller) => jobMachines(deps, caller),
    "GET /api/v1/jobs": (caller) => jobsOf(deps, caller, LATHE),
    "POST /api/v1/jobs": (caller) => giveJob(deps, caller, { asset: LATHE, job: JOB, isStarted: true }),
    "POST /api/v1/jobs/acts": (caller) => actOnJob(deps, caller, { asset: LATHE, jobId: "j", act: "stop" }),
    "GET /api/v1/dispatch": (caller) => dispatchNow(deps, caller),
    "POST /api/v1/dispatch": (caller) => putInForce(deps, caller, "s"),
    "DELETE /api/v1/dispatch": (caller) => takeBackSchedule(deps, caller),
    "POST /api/v1/dispatch/jobs": (caller) => givePlanned(deps, caller, { schedule: "s", jobs: [], isEarly: false }),
    "POST /api/v1/dispatch/told": (caller) => tellStation(deps, caller, { machine: "m", order: "o", step: "s" }),
    "GET /api/v1/changeovers": (caller) => changeoversOf(deps, caller, range),
    "GET /api/v1/changeovers.csv": (caller) => exportChangeovers(deps, caller, { ...range, language: "en" }),
  };
}
