import type { Crew, CrewTask, PlantDescription } from "../../contracts/forecast/description.ts";
import { merged, overlap } from "../model/elapsing.ts";
import type { Flow, FlowPlace } from "../model/flow.ts";
import type { OnDuty, Openings } from "../model/openings.ts";
import { crewFor, onDuty } from "../people/on-duty.ts";
import type { Outages } from "./outages.ts";
import { together } from "./together.ts";
import type { Visit } from "./visits.ts";

/** Work of a crew as it was recorded: from when a machine needed somebody, to when it was done. */
interface Task {
  readonly machine: string;
  readonly isRepair: boolean;
  readonly from: number;
  readonly to: number;
  /** It is not done yet. */
  readonly isOpen: boolean;
}

/** What was seen of a history; seconds from its begin. */
interface Parts {
  readonly flow: Flow;
  /** Visits by place. */
  readonly at: readonly (readonly Visit[])[];
  readonly outages: Outages;
  readonly endS: number;
}

/** When machines stood, and when they waited for people. */
interface Stood {
  readonly outages: Outages;
  readonly waits: CrewWaits;
}

/**
 * When machines waited for people: a task waits as long as all people on duty are busy with tasks of their crew that
 * began earlier (rule FK99). Seconds from the begin of a history.
 */
export class CrewWaits {
  /** By machine: when it was out or waited to be set up, loaded or unloaded; and time not planned or without a repairer. */
  readonly #idle = new Map<string, Openings>();
  readonly #unrepaired = new Map<string, Openings>();

  /** `from`: the instant at which the history begins. */
  constructor(parts: Parts, from: number) {
    const { people } = parts.flow;
    const waits = people === undefined ? [] : people.crews.flatMap((crew) => waitsFor(crew, people, parts, from));
    for (const [machine, own] of Map.groupBy(waits, (one) => one.machine)) {
      const of = (isRepair: boolean): Openings => own.flatMap((one) => (one.isRepair === isRepair ? one.waits : []));
      this.#idle.set(machine, merged([...(parts.outages.of(machine) ?? []), ...of(false)]));
      this.#unrepaired.set(machine, merged([...parts.outages.unplannedOf(machine), ...of(true)]));
    }
  }

  /** When the machine was out or waited for people of a crew; undefined where it never waited. */
  idleOf(machine: string): Openings | undefined {
    return this.#idle.get(machine);
  }

  /** When nobody repaired it, because time was not planned or nobody was free; undefined where it never waited. */
  unrepairedOf(machine: string): Openings | undefined {
    return this.#unrepaired.get(machine);
  }
}

function waitsFor(
  crew: Crew,
  {
    crews,
    plant,
  }: { readonly crews: readonly Crew[]; readonly plant: Pick<PlantDescription, "site" | "assets" | "kpis"> },
  parts: Parts,
  from: number,
): readonly (Task & { readonly waits: Openings })[] {
  const number = crews.indexOf(crew);
  const isOwn = (task: CrewTask, machine: string): boolean => crewFor(crews, task, machine) === number;
  const tasks = parts.flow.places.flatMap((place, at) => tasksAt(place, parts.at[at] ?? [], parts, isOwn));
  return withWaits(tasks, onDuty(crew, plant, from, parts.endS));
}

function tasksAt(
  { label: machine, steps, operation }: FlowPlace,
  here: readonly Visit[],
  { flow, outages, endS }: Parts,
  isOwn: (task: CrewTask, machine: string) => boolean,
): readonly Task[] {
  const tasks: Task[] = [];
  const add = (from: number, to: number, isRepair: boolean): void => {
    const isOpen = !(to <= endS);
    if (from >= 0 && from < endS && !(to <= from))
      tasks.push({ machine, isRepair, from, to: isOpen ? endS : to, isOpen });
  };
  const isFirst = flow.places.find(({ label }) => label === machine)?.steps === steps;
  if (isFirst && isOwn("repair", machine)) for (const [from, to] of outages.of(machine) ?? []) add(from, to, true);
  if (operation === undefined) return tasks;
  const isTended = steps.some(({ via }) => via === "tender");
  const batches: (readonly Visit[])[] = [...together(here, ({ start }) => start)];
  const waiting = here.filter(({ start, leave }) => Number.isNaN(start) && Number.isNaN(leave));
  if (waiting.length > 0) batches.push(waiting);
  for (const [number, batch] of batches.entries()) {
    const before = batches[number - 1]?.[0]?.variant;
    const { variant, start } = batch[0] as Visit;
    const isChange = before !== undefined && before !== variant;
    if ((isChange && isOwn("set-up", machine)) || (!isChange && !isTended && isOwn("load", machine)))
      add(Math.max(...batch.map(({ arrive }) => arrive)), start, false);
    if (!isTended && isOwn("unload", machine))
      add(Math.max(...batch.map(({ end }) => end)), Math.min(...batch.map(({ leave }) => leave)), false);
  }
  return tasks;
}

/** In the order in which they began, each with the stretches in which all people on duty were busy with earlier ones. */
function withWaits(tasks: readonly Task[], duty: OnDuty): readonly (Task & { readonly waits: Openings })[] {
  let open: number[] = [];
  let step = 0;
  const sorted = tasks.toSorted((a, b) => a.from - b.from || (a.machine < b.machine ? -1 : 1));
  return sorted.map((task) => {
    const { from, to, isOpen } = task;
    open = open.filter((end) => end > from);
    while ((duty[step + 1]?.[0] ?? Number.POSITIVE_INFINITY) <= from) step++;
    const changes = [from, ...open.filter((end) => end < to)];
    let last = step;
    for (; (duty[last + 1]?.[0] ?? Number.POSITIVE_INFINITY) < to; last++)
      changes.push((duty[last + 1] as OnDuty[number])[0]);
    changes.sort((a, b) => a - b);
    const waits: (readonly [number, number])[] = [];
    let on = step;
    for (const [at, begin] of changes.entries()) {
      while (on < last && (duty[on + 1] as OnDuty[number])[0] <= begin) on++;
      const busy = open.reduce((sum, end) => (end > begin ? sum + 1 : sum), 0);
      if (busy >= (duty[on]?.[1] ?? 0)) waits.push([begin, changes[at + 1] ?? to]);
    }
    open.push(to);
    // What was done while nobody was free was done by somebody else.
    const isDoneByOthers = !isOpen && waits.at(-1)?.[1] === to;
    return { ...task, waits: isDoneByOthers ? [] : waits };
  });
}

/** For how long of a time the machine stood or waited for people; seconds. */
export function idleWithin({ outages, waits }: Stood, machine: string, from: number, to: number): number {
  const idle = waits.idleOf(machine);
  return idle === undefined ? outages.within(machine, from, to) : overlap(idle, from, to);
}

/** How much of an outage somebody repaired: planned time in which a repairer was free; seconds. */
export function repairedWithin({ outages, waits }: Stood, machine: string, from: number, to: number): number {
  const unrepaired = waits.unrepairedOf(machine);
  return unrepaired === undefined
    ? outages.plannedWithin(machine, from, to)
    : to - from - overlap(unrepaired, from, to);
}
