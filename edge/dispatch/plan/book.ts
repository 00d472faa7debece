/** The schedule in force, and what each station makes next by it. */
import { EdgeError } from "../../contracts/errors.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { AssetConfig } from "../../contracts/plant/edge-config.ts";
import type { LocalizedText } from "../../contracts/plant/tag.ts";
import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import type { ChangeoverReader, Changeovers } from "../../contracts/production/changeovers.ts";
import type { Dispatch, DispatchBook, InForce, WantedStep } from "../../contracts/production/dispatch.ts";
import type { IslandsReader } from "../../contracts/production/islands.ts";
import type { MachineJobs } from "../../contracts/production/machine-jobs.ts";
import type { MaterialReader } from "../../contracts/production/material.ts";
import type { ScheduleBook } from "../../contracts/schedule/schedules.ts";
import type { RecordedPlant } from "../../futures/record-of-pieces.ts";
import type { ProgramLine } from "../config.ts";
import { sentence } from "../problem-table.ts";
import type { readApart } from "../record/apart.ts";
import type { MadePieces } from "../record/made-pieces.ts";
import type { PlanInForce, StoredPlan } from "./in-force.ts";
import { momentOf, nextJobs } from "./next-jobs.ts";
import { type PlannedJobs, plannedJobs } from "./planned-jobs.ts";
import { Programs } from "./programs.ts";
import type { RawStores } from "./raw-material.ts";
import { stationLists } from "./station-lists.ts";

/** The record of pieces is read again after that. */
const RECORD_GOOD_US = 2e6;
/** A plan that was made earlier is beside the plant; further back nothing is counted. */
const LONGEST_US = 31 * 86_400e6;
const NOTHING: PlannedJobs = {
  ...{ byMachine: new Map(), byId: new Map(), byStep: new Map(), routes: new Map() },
  ...{ timeZone: "UTC", startMs: 0 },
};

interface BookParts {
  readonly kept: PlanInForce;
  readonly schedules: Pick<ScheduleBook, "made">;
  readonly machineJobs: MachineJobs;
  readonly islands: Pick<IslandsReader, "machinesFor">;
  /** Absent where no pieces are followed. */
  readonly material?: Pick<MaterialReader, "isCurrent" | "places"> | undefined;
  readonly assets: readonly Pick<AssetConfig, "assetUid" | "label" | "kind" | "capabilities">[];
  readonly description: RecordedPlant;
  readonly programs: readonly ProgramLine[];
  readonly dataDir: string;
  readonly read: typeof readApart;
  now(): Micros;
}

type Record = MadePieces | LocalizedText;

export class PlanDispatch implements DispatchBook, ChangeoverReader {
  readonly #parts: BookParts;
  readonly #programs: Programs;
  readonly #stopping = new AbortController();
  #planned: { readonly of: StoredPlan; readonly jobs: PlannedJobs } | undefined;
  #record: { readonly of: StoredPlan; readonly until: Micros; readonly answer: Promise<Record> } | undefined;
  /** One question at a time for all who ask meanwhile. */
  #asked: Promise<Dispatch> | undefined;

  constructor(parts: BookParts) {
    this.#parts = parts;
    this.#programs = new Programs(parts.programs, parts.assets);
  }

  async putInForce(uid: string, by: string): Promise<InForce> {
    const made = await this.#parts.schedules.made(uid);
    if (made === undefined)
      throw new EdgeError("not-found", "No schedule has this uid. GET /api/v1/schedules lists them all.");
    const { name, plan, schedule } = made;
    const at = momentOf(this.#parts.now() / 1_000);
    const inForce = { uid, name, by, at, operations: schedule.operations.length };
    await this.#parts.kept.put({ ...inForce, plan, schedule });
    this.#asked = undefined;
    return inForce;
  }

  async takeBack(by: string): Promise<InForce> {
    const before = await this.#parts.kept.takeBack(by, momentOf(this.#parts.now() / 1_000));
    this.#asked = undefined;
    return headOf(before);
  }

  async now(): Promise<Dispatch> {
    const asked = this.#asked ?? this.#look();
    this.#asked = asked;
    try {
      return await asked;
    } finally {
      if (this.#asked === asked) this.#asked = undefined;
    }
  }

  async tell({ machine, order, step }: WantedStep, by: string): Promise<void> {
    const { inForce } = this.#parts.kept;
    if (inForce === null) throw new EdgeError("conflict", "No schedule is in force. Put one in force first.");
    const job = this.#jobsOf(inForce)
      .byMachine.get(machine)
      ?.find((one) => one.order === order && one.step === step);
    if (job === undefined) throw new EdgeError("not-found", notNext({ machine, order, step }));
    await this.#parts.kept.tell({ jobId: job.jobId, by, at: momentOf(this.#parts.now() / 1_000) });
  }

  async changeovers(range: { readonly from: Micros; readonly to: Micros }): Promise<Changeovers | undefined> {
    const { dataDir, description, read } = this.#parts;
    const families = familiesOf(this.#parts.kept.inForce);
    const task = { kind: "changeovers", dataDir, description, families, ...range } as const;
    return (await read(task, this.#stopping.signal)).found;
  }

  close(): void {
    this.#stopping.abort();
  }

  async #look(): Promise<Dispatch> {
    const { kept, assets, machineJobs, islands, now } = this.#parts;
    const { inForce, takenBack, told } = kept;
    const planned = inForce === null ? NOTHING : this.#jobsOf(inForce);
    const uids = new Map(assets.map(({ label, assetUid }) => [label, assetUid]));
    const offered = new Set(machineJobs.machines);
    const beside = assets.filter(({ assetUid }) => offered.has(assetUid)).map(({ label }) => label);
    const labels = new Set([...planned.byMachine.keys(), ...beside]);
    const nowMs = (): number => now() / 1_000;
    const [lists, record, stores] = await Promise.all([
      stationLists([...labels], { assets: uids, machineJobs, nowMs }),
      this.#recordOf(inForce),
      this.#stores(),
    ]);
    const known = { planned, programs: this.#programs, record, lists, told, stores, islands };
    const stations = nextJobs({ ...known, nowMs: nowMs() });
    return {
      inForce: inForce === null ? null : headOf(inForce),
      ...{ takenBack, stations },
      at: momentOf(nowMs()),
      recordTo: "done" in record ? momentOf(record.to / 1_000) : null,
      recordWhy: "done" in record ? null : record,
    };
  }

  /** Stores that cannot be read now are not counted. */
  async #stores(): Promise<RawStores> {
    const { material, description, assets } = this.#parts;
    const { ways, buffers } = description.material;
    const places = [...assets.map(({ label }) => label), ...buffers.map(({ id }) => id)];
    const counted = new Map<string, number>();
    try {
      if (material?.isCurrent === true)
        for (const { place, unidentified } of await material.places(undefined))
          if (unidentified !== null) counted.set(place, unidentified);
    } catch (error) {
      if (!(error instanceof EdgeError)) throw error;
    }
    return { ways, places, counted };
  }

  #jobsOf(of: StoredPlan): PlannedJobs {
    if (this.#planned?.of !== of) {
      const { operations } = this.#parts.description.material;
      const operationOf = (machine: string): string | undefined =>
        operations.find(({ stations }) => stations.some((word) => matchesWord(word, machine)))?.id;
      this.#planned = { of, jobs: plannedJobs(of, operationOf) };
    }
    return this.#planned.jobs;
  }

  async #recordOf(inForce: StoredPlan | null): Promise<Record> {
    if (inForce === null) return sentence("dispatch-record-none", {}).message;
    const now = this.#parts.now();
    if (this.#record?.of !== inForce || now >= this.#record.until)
      this.#record = { of: inForce, until: now + RECORD_GOOD_US, answer: this.#readRecord(inForce, now) };
    return await this.#record.answer;
  }

  /** Why it is not known is an answer, because all else of the page is known. */
  async #readRecord(inForce: StoredPlan, now: Micros): Promise<Record> {
    const { dataDir, description, read } = this.#parts;
    const since = Math.max(now - LONGEST_US, Date.parse(inForce.plan.start) * 1_000);
    const { routes } = this.#jobsOf(inForce);
    try {
      const task = { kind: "made", dataDir, description, since, at: now, routes } as const;
      const { made } = await read(task, this.#stopping.signal);
      return made ?? sentence("dispatch-record-none", {}).message;
    } catch (error) {
      if (!(error instanceof EdgeError)) throw error;
      return sentence("dispatch-record-failed", { reason: error.message }).message;
    }
  }
}

function notNext({ machine, order, step }: WantedStep): string {
  const place = `${order}, ${step} is not among the next jobs of ${machine}.`;
  return `${place} Look again: it may be made, or planned elsewhere.`;
}

function headOf({ uid, name, by, at, operations }: StoredPlan): InForce {
  return { uid, name, by, at, operations };
}

/** Set-up families that have another name than their variant. */
function familiesOf(inForce: StoredPlan | null): readonly (readonly [string, string])[] {
  return (inForce?.plan.variants ?? []).flatMap(({ id, route }) =>
    route.flatMap(({ family }) => (family === undefined || family === id ? [] : [[id, family] as const])).slice(0, 1),
  );
}
