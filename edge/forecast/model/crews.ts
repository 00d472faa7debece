import type { CrewPlan } from "./plan.ts";
import { EVENT, type Running } from "./running.ts";
import type { CrewRun } from "./tally.ts";

interface Crew {
  readonly duty: CrewPlan["duty"];
  /** Position of the present number of people in `duty`; -1: before the first. */
  step: number;
  busy: number;
  /** Machines that wait, the longest first. */
  readonly waiting: number[];
  /** Sums up to `countedS`. */
  countedS: number;
  busyS: number;
  dutyS: number;
  waitedS: number;
  most: number;
}

/**
 * People who do tasks at machines. Who has begun goes on to the end, also where fewer are on duty from then on; busy
 * time is that of people on duty, because a repair that goes on after a night holds somebody, but not at night.
 */
export class Crews {
  readonly #kernel: Running["kernel"];
  readonly #crews: readonly Crew[];

  constructor({ kernel }: Pick<Running, "kernel">, crews: readonly CrewPlan[] = []) {
    this.#kernel = kernel;
    const none = { step: -1, busy: 0, countedS: 0, busyS: 0, dutyS: 0, waitedS: 0, most: 0 };
    this.#crews = crews.map(({ duty }): Crew => ({ duty, ...none, waiting: [] }));
    for (const [number, crew] of this.#crews.entries()) this.#step(crew, number);
  }

  /** A machine needs somebody. True if somebody begins at once; else `freed` names the machine later. */
  ask(number: number, place: number): boolean {
    const crew = this.#at(number);
    if (crew.waiting.length === 0 && crew.busy < this.#onDuty(crew)) {
      crew.busy++;
      return true;
    }
    crew.waiting.push(place);
    return false;
  }

  /** Somebody has done a task. */
  done(number: number): void {
    this.#at(number).busy--;
  }

  /** The machine at which somebody of the crew begins now; undefined: nobody is free, or nothing waits. */
  freed(number: number): number | undefined {
    const crew = this.#at(number);
    if (crew.waiting.length === 0 || crew.busy >= this.#onDuty(crew)) return undefined;
    crew.busy++;
    return crew.waiting.shift();
  }

  /** Another number of people is on duty from now on. */
  changed(number: number): void {
    this.#step(this.#at(number), number);
  }

  result(): readonly CrewRun[] {
    return this.#crews.map((_, number) => {
      const { busyS, dutyS, most, waitedS } = this.#at(number);
      return { busyS, dutyS, most, waitedS };
    });
  }

  /** With its sums up to now. */
  #at(number: number): Crew {
    const crew = this.#crews[number] as Crew;
    const lastsS = this.#kernel.now - crew.countedS;
    const present = this.#onDuty(crew);
    crew.busyS += Math.min(crew.busy, present) * lastsS;
    crew.dutyS += present * lastsS;
    crew.waitedS += crew.waiting.length * lastsS;
    if (lastsS > 0) crew.most = Math.max(crew.most, present);
    crew.countedS = this.#kernel.now;
    return crew;
  }

  #onDuty({ duty, step }: Crew): number {
    return duty[step]?.[1] ?? 0;
  }

  /** Takes the number of people that holds now, and schedules its next change. */
  #step(crew: Crew, number: number): void {
    const { now } = this.#kernel;
    for (let next = crew.duty[crew.step + 1]; next !== undefined && next[0] <= now; next = crew.duty[crew.step + 1])
      crew.step++;
    const next = crew.duty[crew.step + 1];
    if (next !== undefined) this.#kernel.schedule(next[0], EVENT.shift, number);
  }
}
