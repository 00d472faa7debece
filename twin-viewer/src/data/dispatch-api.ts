/** The schedule in force, next jobs of stations and changeovers; times RFC 3339 (docs/api.md). */

import type { AssetUid, LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import type { Changeovers } from "../../../edge/contracts/production/changeovers.ts";
import type { Dispatch, InForce, WantedStep } from "../../../edge/contracts/production/dispatch.ts";
import type { JobAfter, JobDifference, MachineJob } from "../../../edge/contracts/production/machine-jobs.ts";
import type { Language } from "../../../edge/contracts/words/language.ts";
import { ask, jsonOf } from "./api.ts";
import { EdgeRefusal } from "./problem.ts";

/** A machine may take 15 s until what became of a job is unknown, and some jobs of one machine wait for each other. */
const GIVE_WITHIN_MS = 300_000;
const READ_WITHIN_MS = 60_000;

export type GivenOutcome = "given" | "differs" | "not-read-back" | "refused" | "not-sent" | "unknown";

/** What became of a job that a person gave. */
export interface GivenAnswer extends WantedStep {
  readonly outcome: GivenOutcome;
  readonly job: MachineJob | null;
  readonly differences: readonly JobDifference[];
  readonly why: LocalizedText | null;
  readonly tookMs: number;
}

export type ChangeoversAnswer = Omit<Changeovers, "from" | "to">;

export function fetchDispatch(): Promise<Dispatch> {
  return ask("/api/v1/dispatch", { signal: AbortSignal.timeout(READ_WITHIN_MS) });
}

export function putInForce(schedule: string): Promise<InForce> {
  return ask("/api/v1/dispatch", jsonOf("POST", { schedule }));
}

export function takeBack(): Promise<InForce> {
  return ask("/api/v1/dispatch", { method: "DELETE" });
}

export async function giveJobs(
  schedule: string,
  jobs: readonly WantedStep[],
  early: boolean,
): Promise<readonly GivenAnswer[]> {
  const body = jsonOf("POST", { schedule, jobs: jobs.map(placeOf), early });
  const sent = { ...body, signal: AbortSignal.timeout(GIVE_WITHIN_MS) };
  return (await ask<{ jobs: readonly GivenAnswer[] }>("/api/v1/dispatch/jobs", sent)).jobs;
}

/** Takes a job that is over off the list of its machine; the job as the machine lists it afterwards. */
export function clearJob(asset: AssetUid, jobId: string): Promise<JobAfter> {
  const sent = { ...jsonOf("POST", { asset, jobId, act: "clear" }), signal: AbortSignal.timeout(READ_WITHIN_MS) };
  return ask("/api/v1/jobs/acts", sent);
}

export function markTold(wanted: WantedStep): Promise<WantedStep> {
  return ask("/api/v1/dispatch/told", jsonOf("POST", placeOf(wanted)));
}

/** Null before any piece was seen. */
export async function fetchChangeovers(from: string): Promise<ChangeoversAnswer | null> {
  try {
    const signal = AbortSignal.timeout(READ_WITHIN_MS);
    return await ask(`/api/v1/changeovers?from=${encodeURIComponent(from)}`, { signal });
  } catch (error) {
    if (error instanceof EdgeRefusal && error.status === 404) return null;
    throw error;
  }
}

export function changeoverFile(from: string, language: Language): string {
  return `/api/v1/changeovers.csv?from=${encodeURIComponent(from)}&language=${language}`;
}

function placeOf({ machine, order, step }: WantedStep): WantedStep {
  return { machine, order, step };
}
