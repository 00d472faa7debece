/** A small schedule in force, machines with job lists, and a record of pieces, for tests of dispatch. */
import type { PastOperation, PlantHistory } from "../../edge/contracts/forecast/history.ts";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import type { JobAct, JobList, JobOrder, MachineJob } from "../../edge/contracts/production/machine-jobs.ts";
import type { Schedule } from "../../edge/contracts/schedule/schedule.ts";
import type { MadePlan } from "../../edge/contracts/schedule/schedules.ts";
import type { WorkPlan } from "../../edge/contracts/schedule/work-plan.ts";
import type { ProgramLine } from "../../edge/dispatch/config.ts";
import { MachineJobDesk } from "../../edge/dispatch/machine-jobs.ts";
import { type Known, nextJobs } from "../../edge/dispatch/plan/next-jobs.ts";
import { plannedJobs } from "../../edge/dispatch/plan/planned-jobs.ts";
import { Programs } from "../../edge/dispatch/plan/programs.ts";
import { stationLists } from "../../edge/dispatch/plan/station-lists.ts";
import { madePieces } from "../../edge/dispatch/record/made-pieces.ts";

export const PLAN_MS = Date.parse("2026-12-07T06:00:00Z");
export const ASSETS = ["MILL-1", "MILL-2", "WASH"].map((label) => ({
  assetUid: `urn:test:${label}` as AssetUid,
  label,
  kind: label === "WASH" ? "washer" : "machining-centre",
}));
export const uidOf = (label: string): AssetUid => `urn:test:${label}` as AssetUid;

/** Minutes after the start of the plan. */
export const minute = (minutes: number): number => PLAN_MS + minutes * 60_000;

interface OrderRow {
  readonly id: string;
  readonly variant: string;
  readonly quantity: number;
  readonly mill: string;
  /** Minutes. */
  readonly start: number;
}

export const ORDERS: readonly OrderRow[] = [
  { id: "A", variant: "P1", quantity: 4, mill: "MILL-1", start: 0 },
  { id: "B", variant: "P2", quantity: 2, mill: "MILL-1", start: 60 },
  { id: "C", variant: "P2", quantity: 3, mill: "MILL-2", start: 0 },
];

const moment = (ms: number): string => new Date(ms).toISOString().replace(".000Z", "Z");

/** Each order is milled for 40 min on its mill, then washed for 10 min. */
export function madePlan(orders: readonly OrderRow[] = ORDERS, over: Partial<WorkPlan> = {}): MadePlan {
  const plan = {
    timeZone: "UTC",
    start: moment(PLAN_MS),
    machines: ASSETS.map(({ label }) => ({ id: label, powerKw: 0, unavailable: [] })),
    variants: ["P1", "P2"].map((id) => ({
      id,
      route: [routeStep("mill", ["MILL-1", "MILL-2"], 10), routeStep("wash", ["WASH"], 2)],
    })),
    orders: orders.map(({ id, variant, quantity }) => ({
      ...{ id, variant, quantity, priority: 1, material: [] },
      due: moment(minute(480)),
    })),
    ...over,
  } as unknown as WorkPlan;
  const timed = (order: string, step: string, machine: string, start: number, minutes: number) => ({
    ...{ order, step, machine, isKept: false, closedFrom: undefined },
    ...{ setUpStart: minute(start), start: minute(start), end: minute(start + minutes) },
    reason: { kind: "kept" } as const,
  });
  const operations = orders.flatMap(({ id, mill, start }) => [
    timed(id, "mill", mill, start, 40),
    timed(id, "wash", "WASH", start + 45, 10),
  ]);
  const schedule = { operations, orders: [], end: minute(480) } as unknown as Schedule;
  return { name: "week 50", plan, schedule };
}

function routeStep(id: string, machines: readonly string[], minutes: number) {
  return {
    ...{ id, fixtures: [], interruptible: false, size: 1 },
    machines: machines.map((machine) => ({ machine, minutes })),
  };
}

/** A piece with its operations, in minutes after the start of the plan. */
export function piece(
  name: string,
  of: { readonly variant: string; readonly order: string },
  operations: readonly (readonly [station: string, start: number, end?: number])[],
): PlantHistory["pieces"][number] {
  return {
    ...{ piece: name, ...of, stays: [] },
    operations: operations.map(([station, start, end]): PastOperation => {
      const operation = station === "WASH" ? "wash" : "mill";
      return {
        station,
        operation,
        start: minute(start) * 1_000,
        end: minute(end ?? Number.NaN) * 1_000,
        verdict: "good",
      };
    }),
  };
}

export function historyOf(...pieces: PlantHistory["pieces"]): PlantHistory {
  return { from: minute(-600) * 1_000, to: minute(600) * 1_000, pieces, orders: [] };
}

/** A desk whose machines keep jobs in lists that a test sees and changes. */
export class FakeMachines {
  readonly desk = new MachineJobDesk();
  readonly lists = new Map<AssetUid, { jobs: MachineJob[]; programs: readonly string[]; most: number | null }>();
  /** Rejected with by `list`, by machine. */
  readonly fails = new Map<AssetUid, Error>();
  readonly refuses = new Map<AssetUid, Error>();

  constructor(labels: readonly string[] = ["MILL-1", "MILL-2"]) {
    for (const label of labels) this.lists.set(uidOf(label), { jobs: [], programs: ["P1", "P2"], most: 3 });
    this.desk.offer([...this.lists.keys()], {
      list: async (asset) => this.#listOf(asset),
      store: async (asset, order, isStarted) => this.#store(asset, order, isStarted),
      act: async (asset, jobId, act) => this.#act(asset, jobId, act),
    });
  }

  /** Puts a job into a machine's list, as if somebody else had. */
  has(label: string, job: Partial<MachineJob> & { readonly jobId: string }): void {
    const whole = { program: "P1", order: "A", quantity: 4, priority: 0, state: "running" as const, ...job };
    this.lists.get(uidOf(label))?.jobs.push(whole);
  }

  #listOf(asset: AssetUid): JobList {
    const error = this.fails.get(asset);
    if (error !== undefined) throw error;
    const list = this.lists.get(asset) as JobList;
    return { ...list, jobs: [...list.jobs] };
  }

  #act(asset: AssetUid, jobId: string, act: JobAct): void {
    const list = this.lists.get(asset);
    if (act === "clear" && list !== undefined) list.jobs = list.jobs.filter((job) => job.jobId !== jobId);
  }

  #store(asset: AssetUid, order: JobOrder, isStarted: boolean): void {
    const error = this.refuses.get(asset);
    if (error !== undefined) throw error;
    const state = isStarted ? "allowed-to-start" : "not-allowed-to-start";
    this.lists.get(asset)?.jobs.push({ ...order, state });
  }
}

/** Nothing is counted, so that raw pieces are unknown. */
const NO_STORES: Known["stores"] = { ways: [], places: [], counted: new Map() };

interface Situation extends Partial<Omit<Known, "planned" | "programs" | "lists">> {
  readonly made?: MadePlan;
  readonly machines?: FakeMachines;
  readonly history?: PlantHistory;
  readonly lines?: readonly ProgramLine[];
}

/** The stations by label, as dispatch sees them. */
export async function stationsOf(of: Situation = {}) {
  const { made = madePlan(), machines = new FakeMachines(), history = historyOf(), lines = [], ...known } = of;
  const nowMs = known.nowMs ?? minute(1);
  const planned = plannedJobs(made, () => undefined);
  const assets = new Map(ASSETS.map(({ label, assetUid }) => [label, assetUid]));
  const lists = await stationLists([...planned.byMachine.keys()], {
    ...{ assets, machineJobs: machines.desk },
    nowMs: () => nowMs,
  });
  const stations = nextJobs({
    ...{ planned, lists, nowMs, told: new Map() },
    programs: new Programs(lines, ASSETS),
    islands: { machinesFor: (_variant, beside) => beside },
    record: madePieces(history, PLAN_MS * 1_000, planned.routes),
    stores: NO_STORES,
    ...known,
  });
  return new Map(stations.map((station) => [station.machine, station]));
}
