/**
 * Jobs that a person gives to a machine by ISA-95 job control (OPC 10031-4, OPC 40001-3): which program for which
 * order, and how many pieces. Nothing is given without that person's consent.
 */
import type { AssetUid } from "../plant/tag.ts";

/** States of a job order (OPC 10031-4, figure 5). `unknown`: the machine says another one. */
export const JOB_STATES = [
  ...["not-allowed-to-start", "allowed-to-start", "running"],
  ...["interrupted", "ended", "aborted", "unknown"],
] as const;
export type JobState = (typeof JOB_STATES)[number];

/** A parameter of an order beside number and pieces (ISA95ParameterDataType), such as a spindle load limit. */
export interface JobParameter {
  readonly id: string;
  readonly value: string | number | boolean;
}

/** What a machine is to do. */
export interface JobOrder {
  readonly jobId: string;
  /** Its WorkMaster. */
  readonly program: string;
  /** The production order; empty where there is none. */
  readonly order: string;
  readonly quantity: number;
  /** Higher ones come first (OPC 10031-4, 6.3). */
  readonly priority: number;
  readonly parameters?: readonly JobParameter[];
}

/** A job as the machine shows it; null where it does not say. */
export interface MachineJob {
  readonly jobId: string;
  readonly program: string | null;
  readonly order: string | null;
  readonly quantity: number | null;
  readonly priority: number | null;
  readonly state: JobState;
  /** Absent: it lists none beside order and pieces. */
  readonly parameters?: readonly JobParameter[];
}

/** What a machine says about its jobs. */
export interface JobList {
  readonly jobs: readonly MachineJob[];
  /** The programs that it offers; empty where it names none. */
  readonly programs: readonly string[];
  /** How many jobs it takes; null where it does not say. */
  readonly most: number | null;
}

/** Calls about a job that a machine has. */
export const JOB_ACTS = ["start", "revoke", "pause", "resume", "stop", "abort", "cancel", "clear"] as const;
export type JobAct = (typeof JOB_ACTS)[number];

/**
 * A source's way to the job control of its machines. Each rejects with EdgeError `not-found` (the machine has none),
 * `conflict` (it refused; the text has its reason), `unavailable` (nothing was sent) or `link-lost` (the outcome is
 * unknown).
 */
export interface JobControl {
  list(asset: AssetUid): Promise<JobList>;
  /** Hands an order over. `isStarted`: it may run at once. */
  store(asset: AssetUid, order: JobOrder, isStarted: boolean): Promise<void>;
  act(asset: AssetUid, jobId: string, act: JobAct): Promise<void>;
}

/** Where sources with `writeBack: jobs` offer that. */
export interface JobDesk {
  offer(assets: readonly AssetUid[], control: JobControl): void;
}

/** A field that the machine read back otherwise than it was given; of a parameter as `id = value`. */
export interface JobDifference {
  readonly field: "program" | "order" | "quantity" | "priority" | "state" | "parameter";
  readonly given: string | number;
  readonly read: string | number | null;
}

/** A job as the machine has it after a call. */
export interface JobAfter {
  /** Null: the machine lists it no more, or was not read back. */
  readonly job: MachineJob | null;
  /** False: the call was carried out, and the machine's list could not be read, or lacks a job that it accepted. */
  readonly isReadBack: boolean;
}

export interface GivenJob extends JobAfter {
  /** Empty: it was read back as it was given. */
  readonly differences: readonly JobDifference[];
}

/** Jobs of all machines whose sources may write them. Rejects as `JobControl`. */
export interface MachineJobs {
  /** Assets of sources that may write jobs. Not each of them has job control. */
  readonly machines: readonly AssetUid[];
  list(asset: AssetUid): Promise<JobList>;
  /** Gives a job, reads it back and compares. */
  give(asset: AssetUid, order: JobOrder, isStarted: boolean): Promise<GivenJob>;
  act(asset: AssetUid, jobId: string, act: JobAct): Promise<JobAfter>;
}
