import { afterBeside, afterWithin, merged, NEVER_S } from "./elapsing.ts";
import { outageLeft } from "./failures.ts";
import type { BeltPlan, Openings } from "./plan.ts";
import { PURPOSE } from "./purposes.ts";
import type { Running } from "./running.ts";

type RunPart = Pick<Running, "kernel" | "streams" | "watch">;

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
    this.#drawnS = failures === undefined ? Number.POSITIVE_INFINITY : 0;
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
    if (failures === undefined) return;
    const from = afterBeside(this.#spared, this.#drawnS, this.#draw("failure", failures.between));
    // Behind the last working time nothing is repaired; time goes on all the same.
    const to = Math.max(from, afterWithin(openings, from, this.#draw("repair", failures.repair)));
    for (const place of this.#places) this.#run.watch?.repaired(place, from, to);
    const { now } = this.#run.kernel;
    this.#stops = merged([...this.#stops.filter(([, end]) => end > now), [from, to]]);
    this.#drawnS = to;
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
