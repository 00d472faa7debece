import { afterBeside, afterWithin, merged, NEVER_S, overlap } from "./elapsing.ts";
import { outageLeft } from "./failures.ts";
import type { Openings } from "./openings.ts";
import type { BeltPlan } from "./plan.ts";
import { PURPOSE } from "./purposes.ts";
import type { Running } from "./running.ts";

type RunPart = Pick<Running, "kernel" | "streams" | "watch" | "ends">;

/**
 * When one conveyor stands: in outages that are certain, and in breakdowns, which come by running time and are repaired
 * in working time. They are drawn as far as somebody asks and in their order, so that futures with one seed share them,
 * and forgotten when they are over. Times in seconds from the start of the run, and never before its present.
 */
export class BeltStops {
  readonly #run: RunPart;
  readonly #places: readonly number[];
  readonly #plan: BeltPlan;
  /** Nothing fails in it: certain outages, and time that is not planned. */
  readonly #spared: Openings;
  #stops: Openings;
  /** All breakdowns before this time are drawn. */
  #drawnS: number;
  /** Running time from there to the next learnt breakdown, where a foreseen end came before it. */
  #toFailureS: number | undefined;

  /**
   * `places`: those of the plan that are this conveyor. `outS`: for how much planned time it has been out at the start;
   * absent: it is not.
   */
  constructor(run: RunPart, places: readonly number[], plan: BeltPlan, outS: number | undefined) {
    this.#run = run;
    this.#places = places;
    this.#plan = plan;
    const { outages = [], failures, openings } = plan;
    const leftS = outS === undefined ? 0 : this.#draw("repair", outageLeft(failures, outS));
    this.#stops = merged(leftS > 0 ? [[0, afterWithin(openings, 0, leftS)], ...outages] : outages);
    this.#spared = merged([...this.#stops, ...closedIn(openings)]);
    const hasNone = failures === undefined && !run.ends.has(places[0] as number);
    this.#drawnS = hasNone ? Number.POSITIVE_INFINITY : 0;
  }

  /** When it has run for so long, from a time on. */
  after(at: number, lastsS: number): number {
    for (;;) {
      const end = afterBeside(this.#stops, at, lastsS);
      if (end <= this.#drawnS) return end;
      this.#drawNext();
    }
  }

  isStopped(now: number): boolean {
    while (now >= this.#drawnS) this.#drawNext();
    return this.#stops.some(([from, to]) => from <= now && now < to);
  }

  /** End of the present stop or of the next one; Infinity: there is none. */
  nextEnd(now: number): number {
    for (;;) {
      const next = this.#stops.find(([, to]) => to > now);
      if (this.#drawnS >= (next?.[0] ?? Number.POSITIVE_INFINITY)) return next?.[1] ?? Number.POSITIVE_INFINITY;
      this.#drawNext();
    }
  }

  #drawNext(): void {
    const { failures, openings } = this.#plan;
    const place = this.#places[0] as number;
    const lastsS = this.#toFailureS ?? this.#drawBetween();
    this.#toFailureS = undefined;
    const learntS = lastsS < Number.POSITIVE_INFINITY ? afterBeside(this.#spared, this.#drawnS, lastsS) : lastsS;
    const end = this.#run.ends.takeBefore(place, learntS);
    if (end === undefined) {
      if (failures === undefined) this.#drawnS = learntS;
      else this.#stop(learntS, afterWithin(openings, learntS, this.#draw("repair", failures.repair)));
      return;
    }
    // It takes the place of the next learnt breakdown (rule FK92).
    const from = afterBeside(this.#spared, Math.max(this.#drawnS, end.atS), 0);
    const ranS = from - this.#drawnS - overlap(this.#spared, this.#drawnS, from);
    this.#toFailureS = Math.max(0, lastsS - ranS) + this.#drawBetween();
    this.#drawnS = from;
    if (end.isAverted) return;
    this.#run.ends.failed(end, from);
    this.#stop(from, afterWithin(openings, from, end.repairS));
  }

  #stop(from: number, until: number): void {
    // Behind the last working time nothing is repaired; time goes on all the same.
    const to = Math.max(from, until);
    for (const place of this.#places) this.#run.watch?.repaired(place, from, to);
    const { now } = this.#run.kernel;
    this.#stops = merged([...this.#stops.filter(([, end]) => end > now), [from, to]]);
    this.#drawnS = to;
  }

  /** Running time to the next learnt breakdown; infinite where none is known. */
  #drawBetween(): number {
    const { failures } = this.#plan;
    return failures === undefined ? Number.POSITIVE_INFINITY : this.#draw("failure", failures.between);
  }

  #draw(purpose: "failure" | "repair", of: Parameters<Running["streams"]["draw"]>[2]): number {
    return this.#run.streams.draw(PURPOSE[purpose], this.#places[0] as number, of);
  }
}

/** The time beside working time. */
function closedIn(openings: Openings | undefined): Openings {
  if (openings === undefined) return [];
  return [0, ...openings.map(([, to]) => to)].map((from, at) => [from, openings[at]?.[0] ?? NEVER_S]);
}
