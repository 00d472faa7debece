/**
 * Dispatch: the schedule in force becomes the next jobs of each station (rules DI7 to DI20). Moments are texts, RFC
 * 3339 in UTC with milliseconds. Nothing is given without a person's consent.
 */
import type { AssetUid, LocalizedText } from "../plant/tag.ts";
import type { PlacedStep } from "../schedule/schedule.ts";
import type { JobParameter, MachineJob } from "./machine-jobs.ts";

/** The schedule in force. */
export interface InForce {
  /** Of the stored schedule, which may have been deleted since. */
  readonly uid: string;
  readonly name: string;
  readonly by: string;
  readonly at: string;
  readonly operations: number;
}

/** Who took the last one back. */
export interface TakenBack {
  readonly name: string;
  readonly by: string;
  readonly at: string;
}

/** Why a job cannot be given. */
export const JOB_BLOCKS = [
  ...["no-asset", "by-hand", "unread", "full", "no-program", "unknown-program"],
  ...["given", "elsewhere", "over", "island"],
] as const;
export type JobBlock = (typeof JOB_BLOCKS)[number];

/** What a job would wait for at the machine: it can be given, if the person says so. */
export const JOB_WAITS = ["release", "material", "before", "turn", "record"] as const;
export type JobWait = (typeof JOB_WAITS)[number];

/** How the machine differs from the plan. */
export const JOB_DIFFERENCES = [
  "makes-other",
  "unplanned-job",
  "other-program",
  "other-order",
  "other-quantity",
] as const;
export type StationDifferenceKind = (typeof JOB_DIFFERENCES)[number];

interface Said<Kind> {
  readonly kind: Kind;
  readonly text: LocalizedText;
}

/**
 * `open`: nobody was told. `told`: a person told the station. `unknown`: the machine cannot be read. The rest is what
 * it lists.
 */
export const NEXT_STATES = ["open", "told", "given", "running", "over", "unknown"] as const;
export type NextState = (typeof NEXT_STATES)[number];

/** An operation of the plan as the job of its station. */
export interface NextJob extends PlacedStep {
  /** The name under which a machine gets it. */
  readonly jobId: string;
  /** The production order; `order` may be what is left of it from a later step on. */
  readonly productionOrder: string;
  readonly variant: string;
  readonly operation: string;
  /** Set-up families; null: nothing is to be set up, or what the station is set up for is not known. */
  readonly setUp: { readonly from: string; readonly to: string } | null;
  readonly setUpStart: string;
  readonly start: string;
  readonly end: string;
  readonly quantity: number;
  /** Pieces that are done since the plan began; null: the record of pieces is not known. */
  readonly done: number | null;
  /** Pieces that have come through the steps before; null: not known, as before the first step. */
  readonly arrived: number | null;
  /** Raw pieces that are there for a first step; null: not known, or none is needed. */
  readonly atHand: number | null;
  readonly state: NextState;
  /** The job as a machine lists it. */
  readonly listed: (MachineJob & { readonly machine: string }) | null;
  readonly told: { readonly by: string; readonly at: string } | null;
  /** `line`: of `dispatch.programs`, from 1, that gave it; null: the WorkMaster with the name of the variant. */
  readonly program: { readonly id: string; readonly line: number | null } | null;
  readonly parameters: readonly JobParameter[];
  readonly blocks: readonly Said<JobBlock>[];
  readonly waits: readonly Said<JobWait>[];
}

/** `unread`: it may have job control, and cannot be read now. */
export const CONTROLS = ["jobs", "by-hand", "unread"] as const;
export type StationControl = (typeof CONTROLS)[number];

/** What a station makes, by the record of pieces. */
export interface StationWork {
  readonly variant: string;
  readonly order: string;
  readonly since: string;
  readonly isUnderWay: boolean;
}

export interface StationJobs {
  readonly machine: string;
  /** Null: no asset has this label. */
  readonly assetUid: AssetUid | null;
  readonly control: StationControl;
  /** Why it is not `jobs`. */
  readonly why: LocalizedText | null;
  /** When its list was read; null: it was not. */
  readonly readAt: string | null;
  readonly jobs: readonly MachineJob[];
  readonly most: number | null;
  readonly makes: StationWork | null;
  /** In planned order, what is done left out. */
  readonly next: readonly NextJob[];
  /** Operations behind these. */
  readonly more: number;
  readonly differences: readonly Said<StationDifferenceKind>[];
}

export interface Dispatch {
  readonly inForce: InForce | null;
  readonly takenBack: TakenBack | null;
  readonly at: string;
  /** Newest report of a piece; null: the record is not known. */
  readonly recordTo: string | null;
  /** Why the record is not known. */
  readonly recordWhy: LocalizedText | null;
  readonly stations: readonly StationJobs[];
}

/** A job of the plan by its place. */
export interface WantedStep extends PlacedStep {
  readonly machine: string;
}

export interface DispatchBook {
  /**
   * Puts a stored schedule in force, instead of the one before. Rejects with EdgeError `not-found`, `conflict` while it
   * is not made, `disk`.
   */
  putInForce(uid: string, by: string): Promise<InForce>;
  /** Rejects with EdgeError `conflict` where none is in force, `disk`. */
  takeBack(by: string): Promise<InForce>;
  /** What each station makes next. Machines are asked now. Rejects with EdgeError `disk`, `unavailable`. */
  now(): Promise<Dispatch>;
  /** Records that a person told a station. Rejects with EdgeError `not-found`, `conflict`, `disk`. */
  tell(wanted: WantedStep, by: string): Promise<void>;
}
