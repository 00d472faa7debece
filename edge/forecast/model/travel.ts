import type { ArrivalPlan, BeltPlan } from "./plan.ts";
import { PURPOSE } from "./purposes.ts";
import { EVENT, type Running } from "./running.ts";

/** Belts and ovens with a chain: pieces travel for a time, keep a distance, and leave in their order. */
export class Belts {
  readonly #run: Running;
  readonly #nextEntry: Float64Array;

  constructor(run: Running) {
    this.#run = run;
    this.#nextEntry = new Float64Array(run.plan.places.length);
  }

  takes(place: number, { capacity }: BeltPlan): boolean {
    return (
      (this.#run.floor.count[place] as number) < capacity && this.#run.kernel.now >= (this.#nextEntry[place] as number)
    );
  }

  entered(place: number, { travel, spacingS }: BeltPlan): void {
    const { kernel, streams } = this.#run;
    this.travels(place, streams.draw(PURPOSE.travel, place, travel));
    if (spacingS <= 0) return;
    this.#nextEntry[place] = kernel.now + spacingS;
    kernel.schedule(kernel.now + spacingS, EVENT.opened, place);
  }

  /** The newest piece of the belt arrives after this time. */
  travels(place: number, lastsS: number): void {
    const { kernel } = this.#run;
    kernel.schedule(kernel.now + lastsS, EVENT.travelled, place);
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
