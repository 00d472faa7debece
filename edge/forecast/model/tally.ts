import type { ModelPlan, OrderPlan } from "./plan.ts";

/** What one run gave of a crew. */
export interface CrewRun {
  /** Time of people at work and on duty, and most people that were on duty at a time. */
  readonly busyS: number;
  readonly dutyS: number;
  readonly most: number;
  /** Time for which machines waited for somebody of it, all together. */
  readonly waitedS: number;
}

/** What one run gave. Times in seconds from its start. */
export interface RunResult {
  readonly good: number;
  readonly scrapped: number;
  /** Good pieces by whole hour of the run. */
  readonly goodByHour: readonly number[];
  /** Mean and last number of pieces between source and sink. */
  readonly wip: number;
  readonly wipAtEnd: number;
  /** By order of the start: when its last piece was finished or scrapped; Infinity: not within the run. */
  readonly finishedS: Float64Array;
  /** By place: share of the run in which a station worked, was set up or stood repaired; 0 for other places. */
  readonly busy: Float64Array;
  /** By place: share of the run that is in `busy` because a station with work under way was out for certain. */
  readonly stood: Float64Array;
  /** By place: mean number of pieces there. */
  readonly content: Float64Array;
  readonly events: number;
  /** By life of the start: when its machine failed by it; Infinity: not within the run. */
  readonly failedS: Float64Array;
  /** By crew of the plan. */
  readonly crews: readonly CrewRun[];
}

/** Adds up a run. */
export class Tally {
  good = 0;
  scrapped = 0;
  readonly #open: Int32Array;
  readonly #finished: Float64Array;
  readonly #byHour: number[] = [];
  readonly #busy: Float64Array;
  readonly #stood: Float64Array;
  readonly #content: Float64Array;
  readonly #countedAt: Float64Array;
  #wip = 0;
  #wipAt = 0;

  constructor({ places }: Pick<ModelPlan, "places">, orders: readonly OrderPlan[]) {
    this.#open = Int32Array.from(orders, ({ open }) => open);
    this.#finished = Float64Array.from(orders, ({ open }) => (open <= 0 ? 0 : Number.POSITIVE_INFINITY));
    this.#busy = new Float64Array(places.length);
    this.#stood = new Float64Array(places.length);
    this.#content = new Float64Array(places.length);
    this.#countedAt = new Float64Array(places.length);
  }

  done(now: number, order: number, isGood: boolean): void {
    if (isGood) {
      this.good++;
      const hour = Math.floor(now / 3600);
      this.#byHour[hour] = (this.#byHour[hour] ?? 0) + 1;
    } else this.scrapped++;
    if (order < 0 || order >= this.#open.length) return;
    const left = (this.#open[order] as number) - 1;
    this.#open[order] = left;
    if (left === 0) this.#finished[order] = now;
  }

  busy(place: number, seconds: number): void {
    this.#busy[place] = (this.#busy[place] as number) + seconds;
  }

  stood(place: number, seconds: number): void {
    this.#stood[place] = (this.#stood[place] as number) + seconds;
  }

  /** Before the number of pieces inside, or at a place, changes. */
  inside(now: number, pieces: number): void {
    this.#wip += pieces * (now - this.#wipAt);
    this.#wipAt = now;
  }

  at(place: number, now: number, pieces: number): void {
    this.#content[place] = (this.#content[place] as number) + pieces * (now - (this.#countedAt[place] as number));
    this.#countedAt[place] = now;
  }

  result(now: number, inside: number, events: number): Omit<RunResult, "failedS" | "crews"> {
    const hours = Math.ceil(now / 3600);
    return {
      good: this.good,
      scrapped: this.scrapped,
      goodByHour: Array.from({ length: hours }, (_, hour) => this.#byHour[hour] ?? 0),
      wip: now === 0 ? inside : this.#wip / now,
      wipAtEnd: inside,
      finishedS: this.#finished,
      busy: this.#busy.map((seconds) => (now === 0 ? 0 : seconds / now)),
      stood: this.#stood.map((seconds) => (now === 0 ? 0 : seconds / now)),
      content: this.#content.map((amount) => (now === 0 ? 0 : amount / now)),
      events,
    };
  }
}
