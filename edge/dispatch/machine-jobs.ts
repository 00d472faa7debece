/** Gives jobs to machines, and reads each back: what counts is what the machine says (docs/rules/dispatch.md). */
import { setTimeout as sleep } from "node:timers/promises";
import { EdgeError } from "../contracts/errors.ts";
import type { AssetUid } from "../contracts/plant/tag.ts";
import type {
  GivenJob,
  JobAct,
  JobAfter,
  JobControl,
  JobDesk,
  JobDifference,
  JobList,
  JobOrder,
  JobState,
  MachineJob,
  MachineJobs,
} from "../contracts/production/machine-jobs.ts";

/** A machine may take a moment to list a job that it has accepted. */
const LISTED_WITHIN_MS = 5_000;
/** If a job whose call had no answer is not listed within this time, its outcome stays unknown. */
const BACK_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 100;

export class MachineJobDesk implements MachineJobs, JobDesk {
  readonly #controls = new Map<AssetUid, JobControl>();
  /** Jobs that are being given: a second request finds none of them listed yet. */
  readonly #giving = new Set<string>();

  offer(assets: readonly AssetUid[], control: JobControl): void {
    for (const asset of assets) this.#controls.set(asset, control);
  }

  get machines(): readonly AssetUid[] {
    return [...this.#controls.keys()];
  }

  async list(asset: AssetUid): Promise<JobList> {
    return await this.#of(asset).list(asset);
  }

  async give(asset: AssetUid, order: JobOrder, isStarted: boolean): Promise<GivenJob> {
    const control = this.#of(asset);
    const key = JSON.stringify([asset, order.jobId]);
    if (this.#giving.has(key)) throw new EdgeError("conflict", `job ${order.jobId} is being given now`);
    this.#giving.add(key);
    try {
      return await giveTo(control, asset, { order, isStarted });
    } finally {
      this.#giving.delete(key);
    }
  }

  async act(asset: AssetUid, jobId: string, act: JobAct): Promise<JobAfter> {
    const control = this.#of(asset);
    if (act === "clear") return await clearAt(control, asset, jobId);
    await control.act(asset, jobId, act);
    // It was carried out, whatever becomes of reading it back.
    return await lookFor(control, asset, jobId);
  }

  #of(asset: AssetUid): JobControl {
    const control = this.#controls.get(asset);
    if (control !== undefined) return control;
    throw new EdgeError(
      "forbidden",
      `jobs of ${asset} cannot be written: its source has no writeBack for jobs. Set "writeBack: jobs" at the source`,
    );
  }
}

async function giveTo(
  control: JobControl,
  asset: AssetUid,
  { order, isStarted }: { readonly order: JobOrder; readonly isStarted: boolean },
): Promise<GivenJob> {
  const { jobs } = await control.list(asset);
  // A second order under one name would make the answer of the first one unreadable.
  if (jobs.some(({ jobId }) => jobId === order.jobId))
    throw new EdgeError("conflict", `the machine has a job ${order.jobId} already; give it another name`);
  const isAccepted = await accepts(control.store(asset, order, isStarted));
  const { job } = await lookUntil(() => lookFor(control, asset, order.jobId), true, isAccepted);
  if (job !== null) return { job, isReadBack: true, differences: differencesOf(job, order, isStarted) };
  if (isAccepted) return { job: null, isReadBack: false, differences: [] };
  throw new EdgeError(
    "link-lost",
    `the machine did not answer, and does not list job ${order.jobId} so far: whether it has the job is unknown. ` +
      "Look at the machine; given again under this name, a job that it lists is refused",
  );
}

/** Until the machine lists the job no more: a list that it is missing from is the read-back (rule DI31). */
async function clearAt(control: JobControl, asset: AssetUid, jobId: string): Promise<JobAfter> {
  const isAccepted = await accepts(control.act(asset, jobId, "clear"));
  const after = await lookUntil(() => lookFor(control, asset, jobId), false, isAccepted);
  if (isAccepted || (after.isReadBack && after.job === null)) return after;
  throw new EdgeError(
    "link-lost",
    `the machine did not answer, and is not seen without job ${jobId} so far: whether it will clear it is unknown. ` +
      "Look at the machine",
  );
}

/** A job as the machine lists it now; not read back where its list cannot be read. */
async function lookFor(control: JobControl, asset: AssetUid, jobId: string): Promise<JobAfter> {
  try {
    const { jobs } = await control.list(asset);
    return { job: jobs.find((job) => job.jobId === jobId) ?? null, isReadBack: true };
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    return { job: null, isReadBack: false };
  }
}

/** False: there was no answer, and the machine's list decides. */
async function accepts(call: Promise<void>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof EdgeError && error.code === "link-lost") return false;
    throw error;
  }
}

/** Looks until the job is listed, or is not any more: longer where the machine gave no answer. What was read last. */
async function lookUntil(look: () => Promise<JobAfter>, isListed: boolean, isAccepted: boolean): Promise<JobAfter> {
  const until = performance.now() + (isAccepted ? LISTED_WITHIN_MS : BACK_WITHIN_MS);
  let after: JobAfter = { job: null, isReadBack: false };
  for (; performance.now() < until; await sleep(LOOK_EVERY_MS)) {
    after = await look();
    if (after.isReadBack && (after.job !== null) === isListed) return after;
  }
  return after;
}

/** States that a job may have reached by the time it is read back. */
const REACHED: Readonly<Record<"started" | "stored", readonly JobState[]>> = {
  started: ["allowed-to-start", "running", "ended"],
  stored: ["not-allowed-to-start"],
};

function differencesOf(job: MachineJob, order: JobOrder, isStarted: boolean): readonly JobDifference[] {
  const differences: JobDifference[] = [];
  for (const field of ["program", "order", "quantity", "priority"] as const) {
    const [given, read] = [order[field], job[field]];
    // Without an order there is nothing to compare.
    if (given !== read && !(given === "" && read === null)) differences.push({ field, given, read });
  }
  for (const { id, value } of order.parameters ?? []) {
    const read = job.parameters?.find((one) => one.id === id)?.value;
    if (read === value) continue;
    const shown = read === undefined ? null : `${id} = ${read}`;
    differences.push({ field: "parameter", given: `${id} = ${value}`, read: shown });
  }
  const reached = REACHED[isStarted ? "started" : "stored"];
  if (!reached.includes(job.state)) differences.push({ field: "state", given: reached[0] as string, read: job.state });
  return differences;
}
