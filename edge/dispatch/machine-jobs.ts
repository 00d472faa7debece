/** Gives jobs to machines, and reads each back: what counts is what the machine says (docs/rules/dispatch.md). */
import { setTimeout as sleep } from "node:timers/promises";
import { EdgeError } from "../contracts/errors.ts";
import type { AssetUid } from "../contracts/plant/tag.ts";
import type {
  GivenJob,
  JobAct,
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
/** If a link that broke during a call is not back within this time, the outcome stays unknown. */
const BACK_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 100;

export class MachineJobDesk implements MachineJobs, JobDesk {
  readonly #controls = new Map<AssetUid, JobControl>();

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
    const find = async () => (await control.list(asset)).jobs.find(({ jobId }) => jobId === order.jobId);
    // A second order under one name would make the answer of the first one unreadable.
    if ((await find()) !== undefined)
      throw new EdgeError("conflict", `the machine has a job ${order.jobId} already; give it another name`);
    const isKnown = await done(control.store(asset, order, isStarted));
    const job = await listed(find, isKnown);
    if (job === undefined) throw new EdgeError(isKnown ? "conflict" : "link-lost", missing(order, isKnown));
    return { job, differences: differencesOf(job, order, isStarted) };
  }

  async act(asset: AssetUid, jobId: string, act: JobAct): Promise<MachineJob | null> {
    const control = this.#of(asset);
    await control.act(asset, jobId, act);
    return (await control.list(asset)).jobs.find((job) => job.jobId === jobId) ?? null;
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

/** False: the link broke, and the machine's list decides. */
async function done(call: Promise<void>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof EdgeError && error.code === "link-lost") return false;
    throw error;
  }
}

/**
 * Looks for the job until it is listed, or for so long. After a broken link the first answer of the machine decides,
 * because the call came before it.
 */
async function listed(find: () => Promise<MachineJob | undefined>, isKnown: boolean): Promise<MachineJob | undefined> {
  const until = performance.now() + (isKnown ? LISTED_WITHIN_MS : BACK_WITHIN_MS);
  for (;;) {
    const isLate = performance.now() > until;
    try {
      const job = await find();
      if (job !== undefined || !isKnown || isLate) return job;
    } catch (error) {
      if (!(error instanceof EdgeError) || isLate) throw error;
    }
    await sleep(LOOK_EVERY_MS);
  }
}

function missing({ jobId }: JobOrder, isKnown: boolean): string {
  return isKnown
    ? `the machine accepted job ${jobId} and does not list it; look at the machine before you give it again`
    : `the link broke before the machine answered, and it does not list job ${jobId}: it was not given. Give it again`;
}

/** States that a job may have reached by the time it is read back. */
const REACHED: Readonly<Record<"started" | "stored", readonly JobState[]>> = {
  started: ["allowed-to-start", "running", "ended"],
  stored: ["not-allowed-to-start"],
};

function differencesOf(job: MachineJob, order: JobOrder, isStarted: boolean): readonly JobDifference[] {
  const differences: JobDifference[] = [];
  for (const field of ["program", "order", "quantity"] as const) {
    const [given, read] = [order[field], job[field]];
    // Without an order there is nothing to compare.
    if (given !== read && !(given === "" && read === null)) differences.push({ field, given, read });
  }
  const reached = REACHED[isStarted ? "started" : "stored"];
  if (!reached.includes(job.state)) differences.push({ field: "state", given: reached[0] as string, read: job.state });
  return differences;
}
