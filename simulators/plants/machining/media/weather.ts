import type { Random } from "../../../kernel/random.ts";
import type { CalendarPlan, WeatherPlan } from "../../../scenario/scenario.ts";
import { Climate } from "../nuisances/climate.ts";
import { siteOffset } from "../planning/site-clock.ts";

const DAY_S = 86_400;
/** Warmest time of the day. */
const AFTERNOON_S = 15 * 3600;
/** Fronts follow each other in about this time. */
const FRONT_S = 36 * 3600;

/** Outdoor temperature: season, time of day and fronts. A function of seed and time, so that twins have the same. */
export class Weather {
  readonly #plan: WeatherPlan;
  readonly #random: Random;
  readonly #offsetS: (utcMs: number) => number;

  constructor(plan: WeatherPlan, { random, zone }: { readonly random: Random; readonly zone: CalendarPlan["zone"] }) {
    this.#plan = plan;
    this.#random = random;
    this.#offsetS = siteOffset(zone);
  }

  /** Cel. */
  outdoorCel(utcMs: number): number {
    const { meanCel, seasonK, dayK } = this.#plan;
    const siteS = utcMs / 1000 + this.#offsetS(utcMs);
    const day = Math.cos((2 * Math.PI * (siteS - AFTERNOON_S)) / DAY_S);
    return meanCel + seasonK * Climate.season(utcMs) + dayK * day + this.#frontK(utcMs / 1000);
  }

  /** Passes smoothly from one front to the next. */
  #frontK(utcS: number): number {
    const at = Math.floor(utcS / FRONT_S);
    const passed = (1 - Math.cos(Math.PI * (utcS / FRONT_S - at))) / 2;
    return this.#plan.frontsK * ((1 - passed) * this.#front(at) + passed * this.#front(at + 1));
  }

  #front(number: number): number {
    return this.#random.at(number).normal();
  }
}
