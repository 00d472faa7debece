/** What each station makes next: the schedule in force beside what pieces and machines say (rules DI7 to DI14). */
import type { LocalizedText } from "../../contracts/plant/tag.ts";
import type { JobBlock, JobWait, NextJob, NextState, StationJobs } from "../../contracts/production/dispatch.ts";
import type { IslandsReader } from "../../contracts/production/islands.ts";
import type { JobState, MachineJob } from "../../contracts/production/machine-jobs.ts";
import { momentText } from "../../contracts/words/time-text.ts";
import { sentence } from "../problem-table.ts";
import type { MadePieces } from "../record/made-pieces.ts";
import { differencesOf } from "./differences.ts";
import type { PlannedJob, PlannedJobs } from "./planned-jobs.ts";
import type { Programs } from "./programs.ts";
import { Progress } from "./progress.ts";
import { RawMaterial, type RawStores } from "./raw-material.ts";
import type { StationList } from "./station-lists.ts";

/** Jobs of a station that are listed; the rest is counted. */
export const MOST_NEXT = 10;

/** What is known; pure data. */
export interface Known {
  readonly planned: PlannedJobs;
  readonly programs: Programs;
  /** Or why the record is not known. */
  readonly record: MadePieces | LocalizedText;
  readonly lists: ReadonlyMap<string, StationList>;
  readonly told: ReadonlyMap<string, { readonly by: string; readonly at: string }>;
  readonly stores: RawStores;
  /** The islands in force. */
  readonly islands: Pick<IslandsReader, "machinesFor">;
  readonly nowMs: number;
}

/** A job as some machine lists it. */
type Listed = MachineJob & { readonly machine: string };

const NO_LIST: StationList = { assetUid: null, control: "by-hand", why: null, readAt: null, list: null };
const OVER: ReadonlySet<JobState> = new Set(["ended", "aborted"]);
const BUSY: ReadonlySet<JobState> = new Set(["running", "interrupted"]);

/** By label: the stations of the plan, and those with a list beside. */
export function nextJobs(known: Known): readonly StationJobs[] {
  const { planned, lists, record } = known;
  const progress = "done" in record ? new Progress(planned, record) : undefined;
  const material = "done" in record ? new RawMaterial(planned, record, known.stores) : undefined;
  const listed = new Map<string, Listed>();
  for (const [machine, { list }] of lists)
    for (const job of list?.jobs ?? []) listed.set(job.jobId, { ...job, machine });
  const newest = new Map("done" in record ? record.newest.map((one) => [one.station, one] as const) : []);
  return [...new Set([...planned.byMachine.keys(), ...lists.keys()])].sort().map((machine) => {
    const { list, ...station } = lists.get(machine) ?? NO_LIST;
    const work = newest.get(machine);
    const makes = work && { variant: work.variant, order: work.order, isUnderWay: work.isUnderWay };
    const open = (planned.byMachine.get(machine) ?? []).filter(
      (job) => progress === undefined || progress.doneOf(job) < job.quantity,
    );
    const jobs = new Station({ known, progress, material, listed, machine }).jobs(open.slice(0, MOST_NEXT));
    return {
      machine,
      ...station,
      readAt: station.readAt === null ? null : momentOf(station.readAt),
      jobs: list?.jobs ?? [],
      most: list?.most ?? null,
      makes: makes === undefined ? null : { ...makes, since: momentOf((work?.time ?? 0) / 1_000) },
      next: jobs,
      more: open.length - jobs.length,
      differences: differencesOf({ makes, open, jobs, list, planned, nowMs: known.nowMs }),
    };
  });
}

interface StationParts {
  readonly known: Known;
  readonly progress: Progress | undefined;
  readonly material: RawMaterial | undefined;
  readonly listed: ReadonlyMap<string, Listed>;
  readonly machine: string;
}

/** A station while its jobs are judged, in planned order. */
class Station {
  readonly #of: StationParts;
  /** The first job that nobody was told of. */
  #first: PlannedJob | undefined;

  constructor(of: StationParts) {
    this.#of = of;
  }

  jobs(planned: readonly PlannedJob[]): readonly NextJob[] {
    return planned.map((job) => this.#job(job));
  }

  #job(job: PlannedJob): NextJob {
    const { known, progress, material: raw, listed, machine } = this.#of;
    const { machines: _machines, isWhole: _whole, routeLength: _length, before: _before, ...planned } = job;
    const found = listed.get(job.jobId) ?? null;
    const told = known.told.get(job.jobId) ?? null;
    const own = found?.machine === machine ? found : null;
    const { control, list } = known.lists.get(machine) ?? NO_LIST;
    const state = control === "unread" ? "unknown" : stateOf(own, told !== null);
    const offered = list?.programs ?? [];
    const { program, parameters } = known.programs.find({ ...job, order: job.productionOrder }, offered);
    const done = progress?.doneOf(job) ?? null;
    const arrived = progress?.arrivedOf(job) ?? null;
    const atHand = raw?.atHandOf(job) ?? null;
    const { release: _release, material: _material, machine: _machine, ...shown } = planned;
    const waits = state === "open" || state === "told" ? this.#waits(job, arrived, atHand) : [];
    if (state === "open") this.#first ??= job;
    return {
      ...shown,
      ...{ setUpStart: momentOf(job.setUpStart), start: momentOf(job.start), end: momentOf(job.end) },
      ...{ done, arrived, atHand, state, listed: found, told, program, parameters, waits },
      blocks: this.#blocks(job, { found, program, left: job.quantity - (done ?? 0) }),
    };
  }

  #blocks(
    { variant, operation, machines }: PlannedJob,
    of: { readonly found: Listed | null; readonly program: NextJob["program"]; readonly left: number },
  ): NextJob["blocks"] {
    const { known, machine } = this.#of;
    const { found, program, left } = of;
    const { assetUid, control, why, list } = known.lists.get(machine) ?? NO_LIST;
    const blocks: { kind: JobBlock; text: LocalizedText }[] = [];
    const add = (kind: JobBlock, text: LocalizedText): void => void blocks.push({ kind, text });
    if (control !== "jobs" && why !== null)
      add(assetUid === null ? "no-asset" : control === "by-hand" ? "by-hand" : "unread", why);
    if (found !== null && found.machine !== machine)
      add("elsewhere", sentence("dispatch-elsewhere", { machine: found.machine }).message);
    else if (found !== null && OVER.has(found.state))
      add("over", sentence("dispatch-over", { state: found.state, left }).message);
    else if (found !== null) add("given", sentence("dispatch-given", {}).message);
    // What was given before the islands changed stays given.
    if (found === null && !known.islands.machinesFor(variant, [...machines]).includes(machine))
      add("island", sentence("dispatch-island", { machine, variant }).message);
    if (list === null) return blocks;
    if (program === null) add("no-program", sentence("dispatch-no-program", { variant, operation }).message);
    else if (list.programs.length > 0 && !list.programs.includes(program.id))
      add("unknown-program", sentence("dispatch-unknown-program", { program: program.id }).message);
    const { jobs, most } = list;
    if (found === null && most !== null && jobs.length >= most)
      add("full", sentence("dispatch-full", { jobs: jobs.length, most }).message);
    return blocks;
  }

  #waits(job: PlannedJob, arrived: number | null, atHand: number | null): NextJob["waits"] {
    const { known, progress, material: raw } = this.#of;
    const { release, material, before } = job;
    const waits: { kind: JobWait; text: LocalizedText }[] = [];
    const moment = (ms: number): string => momentText(ms, known.planned.timeZone, false);
    if (release !== null && release > known.nowMs)
      waits.push({ kind: "release", text: sentence("dispatch-release", { moment: moment(release) }).message });
    if (material !== null && material > known.nowMs)
      waits.push({ kind: "material", text: sentence("dispatch-material", { moment: moment(material) }).message });
    if (atHand === 0)
      waits.push({
        kind: "material",
        text: sentence("dispatch-no-raw", { places: raw?.sourcesOf(job) ?? "" }).message,
      });
    if (before.length > 0 && progress === undefined && !("done" in known.record))
      waits.push({ kind: "record", text: sentence("dispatch-record", { reason: known.record }).message });
    if (arrived === 0)
      waits.push({ kind: "before", text: sentence("dispatch-before", { step: before.join(", ") }).message });
    const first = this.#first;
    if (first !== undefined)
      waits.push({ kind: "turn", text: sentence("dispatch-turn", { order: first.order, step: first.step }).message });
    return waits;
  }
}

function stateOf(own: MachineJob | null, isTold: boolean): NextState {
  if (own === null) return isTold ? "told" : "open";
  if (OVER.has(own.state)) return "over";
  return BUSY.has(own.state) ? "running" : "given";
}

export function momentOf(ms: number): string {
  return new Date(ms).toISOString();
}
