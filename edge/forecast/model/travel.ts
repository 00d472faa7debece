import type { ForeseenState } from "../../contracts/forecast/states.ts";
import { BeltStops } from "./belt-stops.ts";
import type { ArrivalPlan, BeltPlan, StartState } from "./plan.ts";
import { PURPOSE } from "./purposes.ts";
import { EVENT, type Running } from "./running.ts";

/**
 * Belts and ovens with a chain: pieces travel for a time, keep a distance, and leave in their order. While one stands,
 * nothing travels and nothing enters; what has come to its end may be taken.
 */
export class Belts {
  readonly #run: Running;
  readonly #nextEntry: Float64Array;
  /** By place; none: it runs for ever. */
  readonly #stops = new Map<number, BeltStops>();
  /** By place: end of the stop whose event is scheduled. */
  readonly #wakesS = new Map<number, number>();

  constructor(run: Running, { out }: Pick<StartState, "out">) {
    this.#run = run;
    const { places } = run.plan;
    this.#nextEntry = new Float64Array(places.length);
    const belts = [...places.keys()].filter((place) => places[place]?.kind === "belt");
    for (const same of Map.groupBy(belts, (place) => places[place]?.label).values()) {
      const plan = places[same[0] as number] as BeltPlan;
      const outS = out?.get(same[0] as number);
      const canEnd = run.ends.has(same[0] as number);
      if (outS === undefined && plan.failures === undefined && plan.outages === undefined && !canEnd) continue;
      const stops = new BeltStops(run, same, plan, outS);
      for (const place of same) this.#stops.set(place, stops);
      for (const place of same) this.#wake(place, stops);
    }
  }

  takes(place: number, { capacity }: BeltPlan): boolean {
    const { now } = this.#run.kernel;
    return (
      (this.#run.floor.count[place] as number) < capacity &&
      now >= (this.#nextEntry[place] as number) &&
      this.#stops.get(place)?.isStopped(now) !== true
    );
  }

  /** Whether it may stand at some time of the run. */
  canStop(place: number): boolean {
    return this.#stops.has(place);
  }

  doing(place: number): ForeseenState {
    if (this.#stops.get(place)?.isStopped(this.#run.kernel.now) === true) return "down";
    return (this.#run.floor.count[place] as number) > 0 ? "working" : "waiting";
  }

  /** An entry has become free, or a stop is over. */
  opened(place: number): void {
    const stops = this.#stops.get(place);
    if (stops !== undefined && this.#run.kernel.now >= (this.#wakesS.get(place) as number)) this.#wake(place, stops);
  }

  entered(place: number, { travel, spacingS }: BeltPlan): void {
    const { kernel, streams } = this.#run;
    this.travels(place, streams.draw(PURPOSE.travel, place, travel));
    if (spacingS <= 0) return;
    const next = this.#after(place, spacingS);
    this.#nextEntry[place] = next;
    kernel.schedule(next, EVENT.opened, place);
  }

  /** The newest piece of the belt arrives after this time of running. */
  travels(place: number, lastsS: number): void {
    this.#run.kernel.schedule(this.#after(place, lastsS), EVENT.travelled, place);
  }

  /** One more piece has arrived. The one that entered first counts as that, because pieces keep their order. */
  travelled(place: number): void {
    const { floor } = this.#run;
    for (let piece = floor.first[place] as number; piece >= 0; piece = floor.next[piece] as number) {
      if (floor.isReady[piece] === 1) continue;
      this.#run.becomeReady(place, piece);
      return;
    }
  }

  #after(place: number, lastsS: number): number {
    const { now } = this.#run.kernel;
    return this.#stops.get(place)?.after(now, lastsS) ?? now + lastsS;
  }

  #wake(place: number, stops: BeltStops): void {
    const { kernel } = this.#run;
    const end = stops.nextEnd(kernel.now);
    this.#wakesS.set(place, end);
    if (end < Number.POSITIVE_INFINITY) kernel.schedule(end, EVENT.opened, place);
  }
}

/** Pieces that come by themselves. */
export class Arrivals {
  readonly #run: Running;
  readonly #plans: readonly ArrivalPlan[];

  constructor(run: Running) {
    this.#run = run;
    this.#plans = run.plan.arrivals;
    for (const arrival of this.#plans.keys()) this.#next(arrival);
  }

  feeds(place: number): boolean {
    return this.#plans.some((plan) => plan.place === place);
  }

  arrived(arrival: number): void {
    const { place, variant } = this.#plans[arrival] as ArrivalPlan;
    this.#run.add(place, variant, -1);
    this.#next(arrival);
  }

  #next(arrival: number): void {
    const { between } = this.#plans[arrival] as ArrivalPlan;
    const { kernel, streams } = this.#run;
    kernel.schedule(kernel.now + streams.draw(PURPOSE.arrival, arrival, between), EVENT.arrived, arrival);
  }
}
