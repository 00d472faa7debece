/** What was learnt from a history, as plain values that a file can hold. Times are seconds. */
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { IslandSpan } from "../../contracts/production/islands.ts";
import { type Distribution, empirical, lognormal } from "../kernel/distributions.ts";
import type { Drift } from "./drift.ts";
import type { LearntPower } from "./power.ts";
import type { Rate } from "./rates.ts";

export const LEARNT_VERSION = 1;

/** Observed durations: quantiles that divide them into equal shares, and how many there were. */
export interface LearntTime {
  readonly quantiles: readonly number[];
  readonly n: number;
  readonly mean: number;
  readonly deviation: number;
}

/** How often a machine fails, and how long it stands then. */
export interface LearntFailures {
  /** Failures that were seen. */
  readonly n: number;
  /** Of all machines side by side, because this one was repaired fewer than five times. */
  readonly isOfGroup: boolean;
  /** Failures by working time, and ends of repairs by time out: each drawn to those of the plant (rule FK58). */
  readonly rate: Rate;
  readonly repairRate: Rate;
  /** As repairs were seen; null: too few were. */
  readonly repair: LearntTime | null;
}

/** A place of the flow; the fields that fit its kind are there. */
export interface LearntPlace {
  readonly label: string;
  readonly kind: "buffer" | "station" | "belt";
  /** Largest content that was seen. */
  readonly most: number;
  readonly batch: number;
  readonly load: LearntTime | null;
  readonly unload: LearntTime | null;
  readonly travel: LearntTime | null;
  readonly spacingS: number;
  /** By variant, and of all variants. */
  readonly work: Readonly<Record<string, LearntTime>>;
  readonly workOfAll: LearntTime | null;
  /** Variants of which only the times since an instant count, because they were others before (rule FK57). */
  readonly drifts: readonly (Drift & { readonly variant: string })[];
  /** Null: no station, its states were not recorded, or no machine of the plant has failed and been repaired. */
  readonly failures: LearntFailures | null;
  /** Where pieces went, by variant and of all: number of pieces by step; the last one left as scrap. */
  readonly went: Readonly<Record<string, readonly number[]>>;
}

/** Set-up of the stations of one group: by the pair of variants, and of all changes. */
export interface LearntSetUp {
  readonly group: number;
  readonly pairs: Readonly<Record<string, LearntTime>>;
  readonly ofAll: LearntTime | null;
}

export interface LearntTender {
  readonly label: string;
  readonly stations: readonly number[];
  readonly fetch: LearntTime | null;
  readonly empty: LearntTime | null;
  readonly put: LearntTime | null;
}

export interface LearntLane {
  readonly from: number;
  readonly to: number;
  readonly load: number;
  readonly approach: LearntTime | null;
  readonly carry: LearntTime | null;
  /** Where the vehicle had put its last load down, by place: number of rides. */
  readonly cameFrom: Readonly<Record<number, number>>;
}

/** In which sequence orders that may start are released: by due date; the most urgent first; without a set-up first. */
export const RELEASE_RULES = ["due", "priority-due", "setup-due"] as const;
export type ReleaseRule = (typeof RELEASE_RULES)[number];

/** The rule that explains most of the releases, and how many it explains. */
export interface LearntRelease {
  readonly rule: ReleaseRule;
  readonly releases: number;
  readonly explained: number;
  /** Among so many orders that might start the next one was chosen (mean): others wait for material. */
  readonly among: number;
  /** Variants between which nothing has to be set up have the same number. */
  readonly families: Readonly<Record<string, number>>;
}

export interface Learnt {
  readonly version: typeof LEARNT_VERSION;
  readonly from: Micros;
  readonly to: Micros;
  readonly pieces: number;
  readonly variants: readonly string[];
  readonly places: readonly LearntPlace[];
  readonly setUps: readonly LearntSetUp[];
  readonly tenders: readonly LearntTender[];
  readonly lanes: readonly LearntLane[];
  readonly release: LearntRelease;
  /** By label of a machine; those without a reading are not there. */
  readonly power: Readonly<Record<string, LearntPower>>;
  /** Of the orders: pieces by variant, in the order of `variants`, and the median order. */
  readonly mix: { readonly shares: readonly number[]; readonly quantity: number };
  /** When which islands were in force, oldest first; absent: a plant without. */
  readonly islands?: readonly IslandSpan[];
}

const MOST_QUANTILES = 64;
/** Fewer observations say less than what is planned. */
const FEW = 5;

/** Null for no observations. Clocks that differ may give times below 0, which count as 0. */
export function learntTime(values: readonly number[]): LearntTime | null {
  const sorted = Float64Array.from(values.filter(Number.isFinite), (value) => Math.max(0, value)).sort();
  const n = sorted.length;
  if (n === 0) return null;
  const steps = Math.min(MOST_QUANTILES, Math.max(1, n - 1));
  const quantiles = Array.from(
    { length: steps + 1 },
    (_, at) => Math.round(quantileOf(sorted, at / steps) * 1000) / 1000,
  );
  const mean = sorted.reduce((sum, value) => sum + value, 0) / n;
  const variance = n < 2 ? 0 : sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return { quantiles: withMean(quantiles, mean), n, mean, deviation: Math.sqrt(variance) };
}

/** The value below which a share lies, by straight lines between sorted values; NaN for none. They may be infinite. */
export function quantileOf(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low === high ? low : low + (place - Math.floor(place)) * (high - low);
}

/** Straight lines between few quantiles exaggerate rare long values; the ends are moved until the mean is right. */
function withMean(quantiles: readonly number[], mean: number): readonly number[] {
  const last = quantiles.length - 1;
  if (last < 2) return quantiles;
  const sum = quantiles.reduce((total, value, at) => total + (at === 0 || at === last ? value / 2 : value), 0);
  const end = (quantiles[last] as number) - 2 * (sum - mean * last);
  return [...quantiles.slice(0, last), Math.max(quantiles[last - 1] as number, end)];
}

/** As a distribution, with all values multiplied by `factor`. */
export function distributionOf({ quantiles }: LearntTime, factor = 1): Distribution {
  const least = quantiles[0] as number;
  if (quantiles.length < 2 || quantiles.every((value) => value === least)) return () => least * factor;
  const base = empirical(quantiles);
  return factor === 1 ? base : (share) => factor * base(share);
}

/** Enough observations to go by. */
export function isEnough(time: LearntTime | null | undefined): time is LearntTime {
  return time !== null && time !== undefined && time.n >= FEW;
}

/** From a planned time, where nothing was observed: within 10 % of it most of the time. */
export function plannedTime(seconds: number): Distribution {
  return lognormal({ median: seconds, spread: 0.05 });
}

/** Relative standard error of the mean: how far it may be off, because observations were few. */
export function errorOf(time: LearntTime | null): number {
  return time === null || time.n < 2 || time.mean <= 0 ? 0 : time.deviation / time.mean / Math.sqrt(time.n);
}
