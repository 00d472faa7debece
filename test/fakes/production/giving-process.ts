/**
 * The part of the edge that changes islands, puts schedules in force and gives jobs, as a process that can be killed.
 * Its parent is the plant: the controller of islands and the machines outlive it.
 */
import { join } from "node:path";
import { pino } from "pino";
import type { Caller } from "../../../edge/api/services/caller.ts";
import { givePlanned, putInForce } from "../../../edge/api/services/production/dispatch.ts";
import { changeIslands } from "../../../edge/api/services/production/islands.ts";
import { openJournal } from "../../../edge/audit/open-journal.ts";
import { EdgeError, type EdgeErrorCode } from "../../../edge/contracts/errors.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import type { PlantIslands, WantedIslands } from "../../../edge/contracts/production/islands.ts";
import type { JobControl, JobList } from "../../../edge/contracts/production/machine-jobs.ts";
import { MachineJobDesk } from "../../../edge/dispatch/machine-jobs.ts";
import { PlanDispatch } from "../../../edge/dispatch/plan/book.ts";
import { PlanInForce } from "../../../edge/dispatch/plan/in-force.ts";
import { describedBy } from "../../../edge/futures/record-of-pieces.ts";
import { OpenIslandBook } from "../../../edge/islands/book.ts";
import { IslandRecord } from "../../../edge/islands/record.ts";
import { ASSETS, madePlan, uidOf } from "../dispatch.ts";
import { SMALL_PLANT } from "../forecast-history.ts";
import { FACTS, ISLANDS } from "../islands.ts";

/** The clock runs so many times as fast, so that an answer that does not come is unknown after less than a second. */
const FASTER = 20;
export const MILLS = ["MILL-1", "MILL-2"] as const;
export const JOBS = 4;

/** What the plant is asked. `about`: instead of a write, where the parent asked for that. */
export type ToPlant =
  | { readonly kind: "islands"; readonly request: string; readonly islands: PlantIslands["islands"] }
  | { readonly kind: "list"; readonly id: number; readonly asset: AssetUid }
  | {
      readonly kind: "store";
      readonly id: number;
      readonly asset: AssetUid;
      readonly order: { readonly jobId: string };
    }
  | { readonly kind: "about" }
  | { readonly kind: "did"; readonly id: number; readonly result?: unknown; readonly failed?: string }
  | { readonly kind: "ready" };

export type ToEdge =
  | { readonly kind: "report"; readonly report: PlantIslands }
  | { readonly kind: "answer"; readonly id: number; readonly list?: JobList; readonly failed?: EdgeErrorCode }
  | { readonly kind: "hold" }
  | { readonly kind: "do"; readonly id: number; readonly what: Wanted };

export type Wanted =
  | { readonly act: "islands"; readonly wanted: WantedIslands }
  | { readonly act: "put"; readonly uid: string }
  | { readonly act: "give"; readonly uid: string }
  | { readonly act: "look" };

/** Orders of a schedule, by its name. */
export const ordersOf = (uid: string) =>
  Array.from({ length: JOBS }, (_, at) => ({
    ...{ id: `${uid}-${at}`, variant: "P1", quantity: 2, mill: MILLS[at % 2] as string, start: 60 * at },
  }));

type Answer = Extract<ToEdge, { kind: "answer" }>;

/** Machines that the parent is. */
function machinesOf(say: (message: ToPlant) => void, isHeld: () => boolean) {
  const waiting = new Map<number, (answer: Answer) => void>();
  let asked = 0;
  const ask = async (message: ToPlant, id: number): Promise<JobList> => {
    const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
    say(message);
    const { list, failed } = await answered;
    if (failed !== undefined) throw new EdgeError(failed, "the machine said so");
    return list ?? { jobs: [], programs: [], most: null };
  };
  const control: JobControl = {
    list: async (asset) => {
      const id = ++asked;
      return await ask({ kind: "list", id, asset }, id);
    },
    store: async (asset, order) => {
      const id = ++asked;
      await ask(isHeld() ? { kind: "about" } : { kind: "store", id, asset, order }, id);
    },
    act: () => Promise.reject(new EdgeError("conflict", "nothing is cleared here")),
  };
  return { control, answered: (answer: Answer) => waiting.get(answer.id)?.(answer) };
}

async function run(dir: string, baseMs: number): Promise<void> {
  const say = (message: ToPlant) => void process.send?.(message);
  const clock = () => (baseMs + (Date.now() - baseMs) * FASTER) * 1_000;
  const log = pino({ level: "silent" });
  const journal = await openJournal({ dir, clock, log });
  let isHeld = false;
  const islands = new OpenIslandBook({
    ...{ record: IslandRecord.open(dir), configured: { islands: ISLANDS, facts: FACTS }, log, now: clock },
  });
  islands.offer("cells", {
    isOnline: true,
    send: (request, wanted) => say(isHeld ? { kind: "about" } : { kind: "islands", request, islands: wanted }),
  });
  setInterval(() => islands.tick(clock()), 20);
  const machineJobs = new MachineJobDesk();
  const machines = machinesOf(say, () => isHeld);
  machineJobs.offer(MILLS.map(uidOf), machines.control);
  const dispatch = new PlanDispatch({
    kept: PlanInForce.open(join(dir, "dispatch"), log),
    schedules: { made: async (uid) => madePlan(ordersOf(uid)) },
    description: describedBy(SMALL_PLANT as never),
    ...{ machineJobs, assets: ASSETS, programs: [], dataDir: dir },
    islands: { machinesFor: (_variant, beside) => beside },
    read: (async () => ({ kind: "made", made: undefined })) as never,
    now: () => Date.now() * 1_000,
  });
  const deps = { journal, islands, dispatch, machineJobs, plant: { assets: ASSETS } as never };
  const caller: Caller = { kind: "user", identity: { user: "li", role: "admin", via: "session" }, origin: "::1" };
  const carryOut = async (what: Wanted): Promise<unknown> => {
    if (what.act === "islands") return await changeIslands(deps, caller, { wanted: what.wanted, now: 0 });
    if (what.act === "put") return await putInForce(deps, caller, what.uid);
    if (what.act === "look") return { islands: islands.now, changes: islands.changes, dispatch: await dispatch.now() };
    const jobs = ordersOf(what.uid).map(({ id, mill }) => ({ machine: mill, order: id, step: "mill" }));
    return await givePlanned(deps, caller, { schedule: what.uid, jobs, isEarly: true });
  };
  process.on("message", (message: ToEdge) => {
    if (message.kind === "report") islands.reported("cells", message.report);
    else if (message.kind === "hold") isHeld = true;
    else if (message.kind === "answer") machines.answered(message);
    else {
      const { id, what } = message;
      carryOut(what).then(
        (result) => say({ kind: "did", id, result }),
        (error: unknown) => say({ kind: "did", id, failed: String(error) }),
      );
    }
  });
  process.on("disconnect", () => process.exit(0));
  say({ kind: "ready" });
}

const [, script = "", dir = "", base = ""] = process.argv;
if (script.endsWith("giving-process.ts")) await run(dir, Number(base));
