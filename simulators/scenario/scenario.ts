import type { Variant } from "../plants/machining/products/variant.ts";

export type GrowthLaw = "linear" | "exponential" | "accelerating";

/** One fault as planned, times in seconds from the start of the scenario. */
export interface PlannedFault {
  readonly id: string;
  readonly kind: string;
  readonly asset: string;
  readonly component: string;
  readonly atS: number;
  readonly severity: number;
  readonly law: GrowthLaw;
  /** From sound to the severity; 0 for sudden faults. */
  readonly overS: number;
  /** Duration until the repair or the end; Infinity if permanent. */
  readonly lastsS: number;
  /** Time that the asset is then out of service. */
  readonly repairS: number;
  /** Period of repetition; Infinity if it happens once. */
  readonly everyS: number;
  readonly parameters: Readonly<Record<string, number | string | boolean>>;
}

interface PlannedOrder {
  readonly variant: string;
  readonly quantity: number;
  readonly priority: number;
  readonly dueS: number;
}

export interface OrderPlan {
  readonly list: readonly PlannedOrder[];
  readonly pallets: readonly [least: number, most: number];
  readonly leadS: number;
  readonly rule: "priority-due" | "due" | "setup";
}

export interface CalendarPlan {
  /** The site's clock: its offset from UTC, or the IANA name of a zone whose offset changes. */
  readonly zone: { readonly utcOffsetS: number } | { readonly timeZone: string };
  /** Shifts as seconds of the site's day. */
  readonly shifts: readonly { readonly name: string; readonly startS: number; readonly lastsS: number }[];
  /** Days on which shifts begin, 1 Monday to 7 Sunday. */
  readonly days: readonly number[];
  readonly breaks: readonly { readonly afterS: number; readonly lastsS: number }[];
  /** Machine tools that start no piece in these seconds of the site's day. */
  readonly idle: readonly { readonly asset: string; readonly startS: number; readonly lastsS: number }[];
  /** Duration of the spindle warm-up after standstill; 0 for none. */
  readonly spindleWarmUpS: number;
  /** The chiller is switched off outside of every shift. */
  readonly chilledWaterRests: boolean;
}

/** Things that look like faults but are not, as the scenario wants them. */
export interface NuisancePlan {
  /** Occurrences per asset and week by kind; empty for none. */
  readonly perWeek: ReadonlyMap<string, number>;
  /** Factor on what a kind changes; 1 unless given. */
  readonly strength: ReadonlyMap<string, number>;
  /** Factor on season and time of day in the hall; 0 for a hall without them. */
  readonly climate: number;
  /** Occurrences at given times, seconds from the start of the scenario. */
  readonly planned: readonly {
    readonly kind: string;
    readonly asset: string;
    readonly atS: number;
    /** Drawn if absent. */
    readonly lastsS: number | undefined;
  }[];
}

/** How utilities are set; what a plant may change to save energy. */
export interface UtilityPlan {
  /** Pressures at which the compressor loads and unloads, bar. */
  readonly airBandBar: readonly [loadBelow: number, unloadAbove: number];
  /** Set-point of the chilled water. */
  readonly chilledWaterCel: number;
}

/** Outdoor temperature; what a plan does not say is that of a town on the Yangtze. */
export interface WeatherPlan {
  /** Whether chiller, compressor and heating follow it. */
  readonly isFelt: boolean;
  readonly meanCel: number;
  /** Half the difference between midsummer and midwinter, and between afternoon and night. */
  readonly seasonK: number;
  readonly dayK: number;
  /** Standard deviation of fronts. */
  readonly frontsK: number;
}

export const USUAL_WEATHER: WeatherPlan = { isFelt: false, meanCel: 17, seasonK: 12, dayK: 4, frontsK: 3 };

export const USUAL_UTILITIES: UtilityPlan = { airBandBar: [6.8, 7.4], chilledWaterCel: 12 };

/** A scenario, as read from a file. */
export interface Scenario {
  readonly title: { readonly zh: string; readonly en: string };
  /** Model time at the start of a headless run, ms UTC. */
  readonly startMs: number;
  /** Factor on natural tool wear. */
  readonly wear: number;
  readonly variants: readonly Variant[];
  readonly orders: OrderPlan;
  readonly calendar: CalendarPlan;
  readonly faults: readonly PlannedFault[];
  /** Faults of the file that do not happen. Machines publish the acceleration of their wear all the same. */
  readonly leftOut?: readonly PlannedFault[];
  readonly nuisances: NuisancePlan;
  /** The usual settings unless given. */
  readonly utilities?: UtilityPlan;
  /** The usual weather, which nothing feels, unless given. */
  readonly weather?: WeatherPlan;
}
