/** Every operation of studies as its service, called by somebody. */
import type { Operation } from "../../../../edge/api/permissions.ts";
import type { Caller } from "../../../../edge/api/services/caller.ts";
import {
  askStudy,
  listStudies,
  oneStudy,
  recommendStudy,
  removeStudy,
  type StudyDeps,
} from "../../../../edge/api/services/studies/studies.ts";

export function studyServices(deps: StudyDeps): Readonly<Partial<Record<Operation, (caller: Caller) => unknown>>> {
  return {
    "GET /api/v1/studies": (caller) => listStudies(deps, caller),
    "POST /api/v1/studies": (caller) => askStudy(deps, caller, { study: {}, at: null, minutes: 1 }),
    "GET /api/v1/studies/:uid": (caller) => oneStudy(deps, caller, "s"),
    "POST /api/v1/studies/:uid/recommendation": (caller) => recommendStudy(deps, caller, "s"),
    "DELETE /api/v1/studies/:uid": (caller) => removeStudy(deps, caller, "s"),
  };
}
