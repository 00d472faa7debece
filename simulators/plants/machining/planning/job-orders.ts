/** Job orders that machine tools are given from outside, by ISA-95 job control (OPC 10031-4, 6.2.1). */
import type { OrderStateName, PlantEvent, Verdict } from "../../../kernel/events.ts";
import type { Variant } from "../products/variant.ts";

/** What somebody wants a machine to do. */
export interface JobOrder {
  readonly id: string;
  /** Its WorkMaster: the name of a program. */
  readonly program: string;
  /** The production order; empty where nobody names one. */
  readonly order: string;
  readonly quantity: number;
  /** Higher ones come first, as in ISA95JobOrderDataType. */
  readonly priority: number;
  /** Whatever else came with the order: shown as it is. */
  readonly parameters?: readonly JobParameter[];
}

export interface JobParameter {
  readonly id: string;
  readonly value: string | number | boolean;
}

export interface GivenJob extends JobOrder {
  readonly variant: Variant;
  readonly state: OrderStateName;
  readonly produced: number;
  readonly good: number;
  readonly scrapped: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Why a call is refused (OPC 10031-4, B.2). */
export type JobRefusal = "unknown-job" | "invalid-status" | "not-accepted" | "invalid-request";

/** Calls that change the state of a job. */
export type JobChange = "start" | "revoke" | "pause" | "resume" | "stop" | "abort";

/** MaxDownloadableJobOrders. */
export const MOST_JOBS = 20;
const LONGEST_NAME = 100;
export const MOST_PARAMETERS = 50;

const PREPARED: readonly OrderStateName[] = ["NotAllowedToStart", "AllowedToStart"];
const OVER: readonly OrderStateName[] = ["Ended", "Aborted"];

/** From which states a call leads to which one (figure 5 of OPC 10031-4). */
const CHANGES: Readonly<Record<JobChange, { readonly from: readonly OrderStateName[]; readonly to: OrderStateName }>> =
  {
    start: { from: ["NotAllowedToStart"], to: "AllowedToStart" },
    revoke: { from: ["AllowedToStart"], to: "NotAllowedToStart" },
    pause: { from: ["Running"], to: "Interrupted" },
    resume: { from: ["Interrupted"], to: "Running" },
    stop: { from: ["Running", "Interrupted"], to: "Ended" },
    abort: { from: [...PREPARED, "Running", "Interrupted"], to: "Aborted" },
  };

interface Site {
  readonly variants: readonly Variant[];
  nowMs(): number;
  report(event: PlantEvent): void;
}

/** The jobs of one machine, in the order in which they came. One runs at a time. */
export class MachineJobs {
  readonly #station: string;
  readonly #operation: string;
  readonly #site: Site;
  #jobs: Mutable<GivenJob>[] = [];

  constructor(station: string, operation: string, site: Site) {
    this.#station = station;
    this.#operation = operation;
    this.#site = site;
  }

  get list(): readonly GivenJob[] {
    return this.#jobs;
  }

  /** Programs that the machine has, one for each variant. */
  get programs(): readonly string[] {
    return this.#site.variants.map((variant) => this.#programOf(variant));
  }

  get running(): GivenJob | undefined {
    return this.#jobs.find(({ state }) => state === "Running");
  }

  /** The job that the machine works on, or would begin: of those that may start the most urgent, else the oldest. */
  get present(): GivenJob | undefined {
    if (this.#jobs.length === 0) return undefined;
    const allowed = this.#jobs.filter(({ state }) => state === "AllowedToStart");
    return this.running ?? allowed.toSorted((a, b) => b.priority - a.priority)[0];
  }

  /** Whether its present job is for such pieces; undefined without a job. */
  wants(variant: Variant): boolean | undefined {
    const { present } = this;
    return present && present.variant === variant;
  }

  /** Adds a job; `isAllowed`: it may start at once. */
  store(order: JobOrder, isAllowed: boolean): JobRefusal | undefined {
    const variant = this.#variantOf(order);
    if (typeof variant === "string") return variant;
    if (this.#jobs.some(({ id }) => id === order.id)) return "invalid-request";
    if (this.#jobs.length >= MOST_JOBS) return "not-accepted";
    const job = { ...order, variant, state: "NotAllowedToStart", produced: 0, good: 0, scrapped: 0 } as const;
    this.#jobs.push(job);
    this.#change(this.#jobs.at(-1) as GivenJob, isAllowed ? "AllowedToStart" : "NotAllowedToStart");
    return undefined;
  }

  /** Replaces what a job that has not begun is to do. */
  update(order: JobOrder): JobRefusal | undefined {
    const variant = this.#variantOf(order);
    if (typeof variant === "string") return variant;
    const job = this.#jobs.find(({ id }) => id === order.id);
    if (job === undefined) return "unknown-job";
    if (!PREPARED.includes(job.state)) return "invalid-status";
    Object.assign(job, order, { variant });
    this.#change(job, job.state);
    return undefined;
  }

  change(id: string, call: JobChange): JobRefusal | undefined {
    const job = this.#jobs.find((one) => one.id === id);
    if (job === undefined) return "unknown-job";
    const { from, to } = CHANGES[call];
    if (!from.includes(job.state) || (to === "Running" && this.running !== undefined)) return "invalid-status";
    this.#change(job, to);
    return undefined;
  }

  /** Takes a job off the list: with `cancel` one that has not begun, with `clear` one that is over. */
  remove(id: string, call: "cancel" | "clear"): JobRefusal | undefined {
    const job = this.#jobs.find((one) => one.id === id);
    if (job === undefined) return "unknown-job";
    if (!(call === "cancel" ? PREPARED : OVER).includes(job.state)) return "invalid-status";
    this.#jobs = this.#jobs.filter((one) => one !== job);
    if (call === "cancel") this.#change(job, "Aborted");
    return undefined;
  }

  /** The machine begins the job that is due, if none runs. */
  begin(): void {
    const { present } = this;
    if (present?.state === "AllowedToStart") this.#change(present, "Running");
  }

  /** A piece of the running job is done. The job ends with the last one. */
  count(verdict: Verdict): void {
    const job = this.#jobs.find(({ state }) => state === "Running");
    if (job === undefined) return;
    job.produced++;
    if (verdict === "good") job.good++;
    else if (verdict === "scrap") job.scrapped++;
    this.#change(job, job.produced < job.quantity ? "Running" : "Ended");
  }

  #programOf({ name }: Variant): string {
    return `${name}-${this.#operation}`;
  }

  #variantOf({ id, program, order, quantity }: JobOrder): Variant | JobRefusal {
    const isNamed = [id, program, order].every((name) => name.length <= LONGEST_NAME) && id !== "";
    if (!isNamed || !Number.isInteger(quantity) || quantity < 1) return "invalid-request";
    return this.#site.variants.find((variant) => this.#programOf(variant) === program) ?? "not-accepted";
  }

  #change(job: Mutable<GivenJob>, state: OrderStateName): void {
    job.state = state;
    const { id, order, variant, program, quantity, produced, good, scrapped } = job;
    this.#site.report({
      type: "job-changed",
      timeMs: this.#site.nowMs(),
      station: this.#station,
      job: id,
      order,
      variant: variant.name,
      operation: this.#operation,
      program,
      quantity,
      state,
      produced,
      good,
      scrapped,
    });
  }
}

/** The machines that take jobs. */
export class JobOrders {
  readonly #site: Site;
  readonly #machines = new Map<string, MachineJobs>();

  constructor(site: Site) {
    this.#site = site;
  }

  /** A machine that runs a program for one operation of each variant. */
  add(station: string, operation: string): MachineJobs {
    const jobs = new MachineJobs(station, operation, this.#site);
    this.#machines.set(station, jobs);
    return jobs;
  }

  of(station: string): MachineJobs | undefined {
    return this.#machines.get(station);
  }
}
