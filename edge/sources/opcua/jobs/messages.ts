/** Messages about jobs of machines between main thread and worker. */
import type { JobAct, JobList, JobOrder } from "../../../contracts/production/machine-jobs.ts";
import type { CallAnswer, ConditionCall } from "../events/messages.ts";
import type { PlannedRoot } from "../subscribe/planned.ts";

/** `machine`: the asset's root. */
export type JobCall = { readonly machine: Pick<PlannedRoot, "path" | "text"> } & (
  | { readonly job: "list" }
  | { readonly job: "store"; readonly order: JobOrder; readonly isStarted: boolean }
  | { readonly job: "act"; readonly jobId: string; readonly act: JobAct }
);

/** `list` answers `list`; `absent`: the machine has no job control, or not this call. */
export type JobAnswer = CallAnswer | { readonly list: JobList } | { readonly absent: string };

/** What somebody does at the server. */
export type ServerCall = ConditionCall | JobCall;
export type ServerAnswer = JobAnswer;
