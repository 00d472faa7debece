import type { Crew, CrewTask } from "../../contracts/forecast/description.ts";
import { merged, overlap } from "../model/elapsing.ts";
import type { Flow, FlowPlace } from "../model/flow.ts";
import type { OnDuty, Openings } from "../model/openings.ts";
import { crewFor, onDuty } from "../people/on-duty.ts";
import type { Contents } from "./contents.ts";
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
  readonly contents: Contents;
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
  /** By machine: when it was out, waited to be set up, loaded or unloaded, was not planned, or had no repairer. */
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
  { crews, plant }: NonNullable<Flow["people"]>,
  parts: Parts,
  from: number,
): readonly (Task & { readonly waits: Openings })[] {
  const number = crews.indexOf(crew);
  const isOwn = (task: CrewTask, machine: string): boolean => crewFor(crews, task, machine) === number;
  const tasks = parts.flow.places.flatMap((place, at) => tasksAt(place, parts.at[at] ?? [], parts, isOwn));
  return withWaits(tasks, onDuty(crew, plant, from, parts.endS));
}

function tasksAt(
  place: FlowPlace,
  here: readonly Visit[],
  parts: Parts,
  isOwn: (task: CrewTask, machine: string) => boolean,
): readonly Task[] {
  const { label: machine, steps, operation } = place;
  const { flow, outages, endS } = parts;
  const tasks: Task[] = [];
  // Belts and buffers need nobody.
  if (operation === undefined) return tasks;
  const add = (from: number, to: number, isRepair: boolean): void => {
    const isOpen = !(to <= endS);
    if (from >= 0 && from < endS && !(to <= from))
      tasks.push({ machine, isRepair, from, to: isOpen ? endS : to, isOpen });
  };
  const isFirst = flow.places.find(({ label }) => label === machine) === place;
  if (isFirst && isOwn("repair", machine)) for (const [from, to] of outages.of(machine) ?? []) add(from, to, true);
  const isTended = steps.some(({ via }) => via === "tender");
  const batches: (readonly Visit[])[] = [...together(here, ({ start }) => start)];
  const lastStart = batches.at(-1)?.[0]?.start ?? Number.NEGATIVE_INFINITY;
  // One from before is gone, and the reports of it are lost.
  const waiting = here.filter(
    ({ arrive, start, leave }) => Number.isNaN(start) && Number.isNaN(leave) && !(arrive < lastStart),
  );
  if (waiting.length > 0) batches.push(waiting);
  for (const [number, batch] of batches.entries()) {
    const before = batches[number - 1]?.[0]?.variant;
    const { variant, start } = batch[0] as Visit;
    const isChange = before !== undefined && before !== variant;
    if ((isChange && isOwn("set-up", machine)) || (!isChange && !isTended && isOwn("load", machine)))
      add(Math.max(...batch.map(({ arrive }) => arrive)), start, false);
    if (isTended || !isOwn("unload", machine)) continue;
    const done = unloaded(place, batch, number === batches.length - 1, parts);
    if (done !== undefined) add(...done, false);
  }
  return tasks;
}

/**
 * From the end of work to the first departure; NaN: not yet. Undefined where nobody unloads, or it is not known how
 * long: the next place had no room, or reports were lost, because only the last batch can be there still.
 */
function unloaded(
  { steps }: FlowPlace,
  batch: readonly Visit[],
  isLast: boolean,
  { flow, contents, endS }: Parts,
): readonly [from: number, to: number] | undefined {
  const end = Math.max(...batch.map((one) => one.end));
  const left = batch.filter(({ leave }) => !Number.isNaN(leave));
  if (left.length === 0 && !isLast) return undefined;
  const leave = left.length === 0 ? Number.NaN : Math.min(...left.map((one) => one.leave));
  const next = batch.find((one) => one.next >= 0)?.next;
  const targets = next === undefined ? steps.flatMap(({ group }) => group) : [next];
  const isFull = (target: number): boolean =>
    contents.reaches(target, flow.places[target]?.capacity ?? contents.most(target), end, leave <= endS ? leave : endS);
  return targets.length > 0 && targets.every(isFull) ? undefined : [end, leave];
}

/** In the order of their beginnings, each with stretches in which all people on duty were busy with earlier ones. */
function withWaits(tasks: readonly Task[], duty: OnDuty): readonly (Task & { readonly waits: Openings })[] {
  /** Ends of those that are not done yet, rising. */
  const open: number[] = [];
  let step = 0;
  const sorted = tasks.toSorted((a, b) => a.from - b.from || (a.machine < b.machine ? -1 : 1));
  return sorted.map((task) => {
    const { from, to, isOpen } = task;
    open.splice(0, above(open, from));
    while (beginOf(duty, step + 1) <= from) step++;
    const waits = waitsWithin(task, open, { duty, step });
    open.splice(above(open, to), 0, to);
    // What was done while nobody was free was done by somebody else.
    const isDoneByOthers = !isOpen && waits.at(-1)?.[1] === to;
    return { ...task, waits: isDoneByOthers ? [] : waits };
  });
}

function waitsWithin(
  { from, to }: Task,
  open: readonly number[],
  { duty, step }: { readonly duty: OnDuty; readonly step: number },
): Openings {
  const waits: [number, number][] = [];
  for (let on = step; on < duty.length; on++) {
    const [since, people] = duty[on] as OnDuty[number];
    const begin = Math.max(from, since);
    if (begin >= to) break;
    // Somebody is free as soon as fewer tasks are open than there are people.
    const free = people === 0 ? Number.POSITIVE_INFINITY : (open[open.length - people] ?? Number.NEGATIVE_INFINITY);
    if (free <= begin) continue;
    const end = Math.min(to, beginOf(duty, on + 1), free);
    const last = waits.at(-1);
    if (last !== undefined && last[1] === begin) last[1] = end;
    else waits.push([begin, end]);
  }
  return waits;
}

function beginOf(duty: OnDuty, step: number): number {
  return duty[step]?.[0] ?? Number.POSITIVE_INFINITY;
}

/** Position of the first of the rising values that is above this one. */
function above(values: readonly number[], value: number): number {
  let low = 0;
  for (let high = values.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
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
