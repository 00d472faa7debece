import type { Circumstance } from "../../../kernel/nuisances/circumstance.ts";
import type { CalendarPlan } from "../../../scenario/scenario.ts";
import { siteOffset } from "../planning/site-clock.ts";

const DAY_S = 86_400;
const YEAR_S = 365.25 * DAY_S;
/** Half the difference between midsummer and midwinter in the heated and ventilated hall, K; warmest on 20 July. */
const SEASON_K = 2.5;
const WARMEST_S = 200 * DAY_S;
/** Half the difference between afternoon and night, K; warmest at 16:00. */
const DAY_K = 1.3;
const AFTERNOON_S = 16 * 3600;
/** Warm air that is not dried or moistened has less relative humidity: % for each kelvin of the day's swing. */
const DRIER_PERCENT_K = 3;
/** Humid summers: half the difference between summer and winter, %. */
const SEASON_PERCENT = 10;

/** Season and time of day in the hall: a function of time only, so twins have the same. */
export class Climate {
  readonly #strength: number;
  readonly #offsetS: (utcMs: number) => number;

  constructor(strength: number, zone: CalendarPlan["zone"]) {
    this.#strength = strength;
    this.#offsetS = siteOffset(zone);
  }

  /** 1 at midsummer, -1 at midwinter. */
  static season(utcMs: number): number {
    const sinceNewYearS = utcMs / 1000 - Date.UTC(new Date(utcMs).getUTCFullYear(), 0) / 1000;
    return Math.cos((2 * Math.PI * (sinceNewYearS - WARMEST_S)) / YEAR_S);
  }

  apply(hall: Circumstance, utcMs: number): void {
    if (this.#strength === 0) return;
    const season = Climate.season(utcMs);
    const siteS = utcMs / 1000 + this.#offsetS(utcMs);
    const dayK = DAY_K * Math.cos((2 * Math.PI * (siteS - AFTERNOON_S)) / DAY_S);
    hall.hallK += this.#strength * (SEASON_K * season + dayK);
    hall.humidityPercent += this.#strength * (SEASON_PERCENT * season - DRIER_PERCENT_K * dayK);
  }
}
