import type { ForeseenState } from "../../contracts/forecast/states.ts";
import { Crews } from "./crews.ts";
import { afterBeside, afterWithin, overlap } from "./elapsing.ts";
import type { StationPlan } from "./plan.ts";
import { PURPOSE } from "./purposes.ts";
import { EVENT, type Running } from "./running.ts";

/** `out`: a repair that was due or under way when the run began. */
type Kind = "set-up" | "load" | "work" | "unload" | "repair" | "out";

/** Times that are nearer than this are one: sums of floating point numbers are off by less. */
const TOUCH_S = 1e-6;

interface Task {
  readonly kind: Kind;
  /** Working time that is left of it; of repairs, planned time. */
  lastsS: number;
  /** Who does it; undefined: the machine by itself. */
  readonly crew: number | undefined;
}

interface Station {
  readonly plan: StationPlan;
  readonly tasks: Task[];
  /** The first task has begun. */
  isBegun: boolean;
  begunS: number;
  /** Working time to the next learnt breakdown; below 0: it comes as soon as the machine works. */
  toFailureS: number;
}

/** What happens when the tasks of a station are done. */
interface Outcome {
  worked(place: number): void;
  unloaded(place: number): void;
}

/**
 * Stations that wait for people of crews (rule FK98). Each does its tasks one after the other: set-up, loading, work
 * with breakdowns and repairs in between, unloading. Nobody is asked for while another one is at the machine, so
 * that no two wait for each other: a breakdown that falls into a set-up comes when the machine works.
 */
export class Manned {
  readonly #run: Running;
  readonly #outcome: Outcome;
  readonly #crews: Crews;
  readonly #stations = new Map<number, Station>();

  constructor(run: Running, outcome: Outcome) {
    this.#run = run;
    this.#outcome = outcome;
    this.#crews = new Crews(run, run.plan.crews);
    for (const [place, plan] of run.plan.places.entries())
      if (plan.kind === "station" && plan.crews !== undefined)
        this.#stations.set(place, { plan, tasks: [], isBegun: false, begunS: 0, toFailureS: Number.POSITIVE_INFINITY });
  }

  has(place: number): boolean {
    return this.#stations.has(place);
  }

  get crews(): ReturnType<Crews["result"]> {
    return this.#crews.result();
  }

  /** Working time to the first breakdown of the run, of a station that waits for people. */
  breaksAfter(place: number, lastsS: number): void {
    const station = this.#stations.get(place);
    if (station !== undefined) station.toFailureS = lastsS;
  }

  /** It is out when the run begins, for so much planned time more once somebody repairs it. */
  isOut(place: number, lastsS: number): void {
    this.#add(place, { kind: "out", lastsS, crew: this.#at(place).plan.crews?.repair });
  }

  /** Work begins, or goes on at the start of a run. */
  begin(place: number, times: { readonly setUpS?: number; readonly loadS?: number; readonly workS: number }): void {
    const { setUpS = 0, loadS = 0, workS } = times;
    const { "set-up": setter, load: loader } = this.#at(place).plan.crews ?? {};
    // One person sets up and loads, if it is one crew that does both.
    const isOneTask = setUpS > 0 && setter === loader;
    if (setUpS > 0) this.#add(place, { kind: "set-up", lastsS: isOneTask ? setUpS + loadS : setUpS, crew: setter });
    if (loadS > 0 && !isOneTask) this.#add(place, { kind: "load", lastsS: loadS, crew: loader });
    this.#add(place, { kind: "work", lastsS: workS, crew: undefined });
  }

  unload(place: number, lastsS: number): void {
    this.#add(place, { kind: "unload", lastsS, crew: this.#at(place).plan.crews?.unload });
  }

  /** It was out when the run began, and is still. */
  isOutStill(place: number): boolean {
    return this.#stations.get(place)?.tasks[0]?.kind === "out";
  }

  /** What a station with work under way is doing. */
  doing(place: number): ForeseenState {
    const { tasks, isBegun } = this.#at(place);
    if (isRepair(tasks[0])) return "down";
    if (!isBegun) return "waiting";
    return tasks[0]?.kind === "set-up" ? "setup" : "working";
  }

  /** A task has ended, or the machine has broken down in it. */
  ended(place: number): void {
    const station = this.#at(place);
    const [task] = station.tasks as [Task];
    const { now } = this.#run.kernel;
    this.#count(place, station, now);
    station.isBegun = false;
    if (task.crew !== undefined) this.#crews.done(task.crew);
    const workedS = now - station.begunS - overlap(station.plan.outages ?? [], station.begunS, now);
    if (task.kind === "work" && this.#fails(place, station, task, workedS)) {
      this.#next(place);
      return;
    }
    if (task.kind !== "work" && !isRepair(task)) station.toFailureS -= task.lastsS;
    station.tasks.shift();
    const hasMore = station.tasks.length > 0;
    if (task.crew !== undefined) this.#help(task.crew);
    if (task.kind === "work") this.#outcome.worked(place);
    else if (task.kind === "unload") this.#outcome.unloaded(place);
    else if (task.kind === "out") this.#run.kernel.schedule(now, EVENT.opened, place);
    if (hasMore) this.#next(place);
  }

  /** Another number of people of the crew is on duty. */
  shifted(crew: number): void {
    this.#crews.changed(crew);
    this.#help(crew);
  }

  /** Work under way at the end of the run counts as far as it went. */
  closeBooks(now: number): void {
    for (const [place, station] of this.#stations) if (station.isBegun) this.#count(place, station, now);
  }

  /** Takes what has worked off the task. True if the machine has broken down and is repaired before it goes on. */
  #fails(place: number, station: Station, task: Task, workedS: number): boolean {
    const { plan } = station;
    const { streams, kernel, ends } = this.#run;
    task.lastsS = Math.max(0, task.lastsS - workedS);
    station.toFailureS -= workedS;
    const repair = (lastsS: number): void => {
      station.tasks.unshift({ kind: "repair", lastsS, crew: plan.crews?.repair });
    };
    const between = (): number =>
      plan.failures === undefined
        ? Number.POSITIVE_INFINITY
        : streams.draw(PURPOSE.failure, place, plan.failures.between);
    const end = ends.takeBefore(place, kernel.now + TOUCH_S);
    if (end !== undefined) {
      station.toFailureS = Math.max(0, station.toFailureS) + between();
      if (!end.isAverted) {
        ends.failed(end, kernel.now);
        repair(end.repairS);
      }
      return true;
    }
    if (station.toFailureS > TOUCH_S || plan.failures === undefined) return task.lastsS > TOUCH_S;
    if (task.lastsS <= TOUCH_S) return false;
    repair(streams.draw(PURPOSE.repair, place, plan.failures.repair));
    station.toFailureS = between();
    return true;
  }

  #add(place: number, task: Task): void {
    const { tasks } = this.#at(place);
    tasks.push(task);
    if (tasks.length === 1) this.#next(place);
  }

  /** Begins the first task, or asks for somebody who does it. */
  #next(place: number): void {
    const station = this.#at(place);
    const [task] = station.tasks;
    if (task === undefined || station.isBegun) return;
    if (task.crew === undefined || this.#crews.ask(task.crew, place)) this.#begin(place);
  }

  #help(crew: number): void {
    for (let place = this.#crews.freed(crew); place !== undefined; place = this.#crews.freed(crew)) this.#begin(place);
  }

  #begin(place: number): void {
    const station = this.#at(place);
    const { plan, tasks, toFailureS } = station;
    const [task] = tasks as [Task];
    const { kernel, ends } = this.#run;
    const { outages = [], openings } = plan;
    station.isBegun = true;
    station.begunS = kernel.now;
    let end: number;
    if (isRepair(task)) end = afterWithin(openings, kernel.now, task.lastsS);
    else {
      const lastsS = task.kind === "work" ? Math.min(task.lastsS, Math.max(0, toFailureS)) : task.lastsS;
      end = afterBeside(outages, kernel.now, lastsS);
      const next = task.kind === "work" ? ends.nextAt(place) : Number.POSITIVE_INFINITY;
      if (next < end) end = afterBeside(outages, Math.max(kernel.now, next), 0);
    }
    kernel.schedule(end, EVENT.manned, place);
  }

  #count(place: number, { plan, begunS, tasks }: Station, now: number): void {
    const { tally } = this.#run;
    tally.busy(place, now - begunS);
    if (plan.outages !== undefined && !isRepair(tasks[0])) tally.stood(place, overlap(plan.outages, begunS, now));
  }

  #at(place: number): Station {
    return this.#stations.get(place) as Station;
  }
}

function isRepair(task: Task | undefined): boolean {
  return task?.kind === "repair" || task?.kind === "out";
}
