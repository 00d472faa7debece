import type { Streams } from "../kernel/streams.ts";
import type { ModelPlan } from "./plan.ts";
import { PURPOSE } from "./purposes.ts";

const SHARE = (share: number): number => share;

/** Where pieces go, and who waits for whose room. */
export class Routing {
  /** By place: places from which pieces come there. */
  readonly feeders: readonly (readonly number[])[];
  readonly #plan: ModelPlan;
  readonly #streams: Streams;

  constructor(plan: ModelPlan, streams: Streams) {
    this.#plan = plan;
    this.#streams = streams;
    const feeders = plan.places.map(() => new Set<number>());
    for (const [from, byVariant] of plan.routes.entries())
      for (const choices of byVariant) for (const { group } of choices) for (const to of group) feeders[to]?.add(from);
    for (const { from, to } of plan.lanes) for (const place of new Set(to.flat())) feeders[place]?.add(from);
    this.feeders = feeders.map((set) => [...set]);
  }

  /** Position in the routes of place and variant. Takes a random number only where there is a choice. */
  choose(place: number, variant: number): number {
    const choices = this.#plan.routes[place]?.[variant] ?? [];
    if (choices.length < 2) return 0;
    let left = this.#streams.draw(PURPOSE.route, place, SHARE);
    for (let at = 0; at < choices.length - 1; at++) {
      left -= choices[at]?.share ?? 0;
      if (left < 0) return at;
    }
    return choices.length - 1;
  }

  isScrap(group: readonly number[]): boolean {
    const place = this.#plan.places[group[0] as number];
    return place?.kind === "sink" && place.isScrap;
  }
}
