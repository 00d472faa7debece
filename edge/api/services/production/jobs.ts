import { randomUUID } from "node:crypto";
import type { Journal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Plant } from "../../../contracts/plant/plant.ts";
import type { AssetUid } from "../../../contracts/plant/tag.ts";
import type {
  GivenJob,
  JobAct,
  JobAfter,
  JobList,
  JobOrder,
  MachineJobs,
} from "../../../contracts/production/machine-jobs.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import { onRecord } from "../on-record.ts";

export interface JobDeps {
  /** Absent where nothing is live, as in replay. */
  readonly machineJobs?: MachineJobs;
  readonly journal: Pick<Journal, "record">;
  readonly plant: Pick<Plant, "assets">;
}

/** Assets of sources that may write jobs (`writeBack: jobs`). */
export function jobMachines({ machineJobs }: JobDeps, caller: Caller): readonly AssetUid[] {
  demand(caller, "GET /api/v1/jobs/machines");
  return machineJobs?.machines ?? [];
}

/** What the machine says about its jobs, read now. Throws EdgeError as `JobControl`, and `not-found`. */
export async function jobsOf(deps: JobDeps, caller: Caller, asset: AssetUid): Promise<JobList> {
  demand(caller, "GET /api/v1/jobs");
  labelOf(deps, asset);
  return await offered(deps).list(asset);
}

/** A job as somebody gives it; without a name it gets one. */
export type WantedJob = Omit<JobOrder, "jobId"> & { readonly jobId: string | undefined };

/** Gives a job, records who did, and resolves with what the machine reads back. Throws EdgeError as `JobControl`. */
export async function giveJob(
  deps: JobDeps,
  caller: Caller,
  { asset, job, isStarted }: { readonly asset: AssetUid; readonly job: WantedJob; readonly isStarted: boolean },
): Promise<GivenJob> {
  demand(caller, "POST /api/v1/jobs");
  const order: JobOrder = { ...job, jobId: job.jobId ?? `GEMBA-${randomUUID().slice(0, 13)}` };
  const act = {
    principal: principalFrom(caller),
    action: isStarted ? "job.give" : "job.store",
    target: `${labelOf(deps, asset)} ${order.jobId}`,
    after: `${order.program} × ${order.quantity}${order.order === "" ? "" : ` ${order.order}`}`,
  };
  return await onRecord(deps.journal, act, () => offered(deps).give(asset, order, isStarted));
}

/** Does something with a job that a machine has, and records who did. Throws EdgeError as `JobControl`. */
export async function actOnJob(
  deps: JobDeps,
  caller: Caller,
  { asset, jobId, act: call }: { readonly asset: AssetUid; readonly jobId: string; readonly act: JobAct },
): Promise<JobAfter> {
  demand(caller, "POST /api/v1/jobs/acts");
  const target = `${labelOf(deps, asset)} ${jobId}`;
  const act = { principal: principalFrom(caller), action: `job.${call}`, target };
  return await onRecord(deps.journal, act, () => offered(deps).act(asset, jobId, call));
}

function offered({ machineJobs }: JobDeps): MachineJobs {
  if (machineJobs === undefined) throw new EdgeError("unavailable", "this edge reads no machines now");
  return machineJobs;
}

function labelOf({ plant }: JobDeps, uid: AssetUid): string {
  const asset = plant.assets.find(({ assetUid }) => assetUid === uid);
  if (asset === undefined)
    throw new EdgeError("not-found", "No asset has this uid. GET /api/v1/assets lists them all.");
  return asset.label;
}
