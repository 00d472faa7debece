/** Stations of the plant that take several pieces at a time, as the plan has them (rule SD52). */
import { MOST_CAPACITY } from "../contracts/schedule/work-plan.ts";
import { type Distribution, meanOf } from "../forecast/kernel/distributions.ts";
import type { ModelPlan, OrderPlan, StationPlan } from "../forecast/model/plan.ts";

/** Minutes for each piece may be wrong by less than that for an order: a plan is read in steps of five minutes. */
const LEAST_WRONG_S = 300;
/** What is left of the orders is on average no more of a batch than that, else minutes for each piece are nearer. */
const SMALL_SHARE = 0.4;
/** Times of variants that go into one batch are this near to their mean. */
const SAME_SHARE = 0.1;

/** Room of the batch machines of a plan, by label. */
export type Rooms = ReadonlyMap<string, number>;

/**
 * The stations that are planned as batch machines, by what is left of the open orders; all others take minutes for each
 * piece. So does one that pieces pass twice, because it might have two times for one recipe.
 */
export function roomsOf({ places }: Pick<ModelPlan, "places">, orders: readonly Pick<OrderPlan, "open">[]): Rooms {
  const left = orders.map(({ open }) => open).filter((open) => open > 0);
  const mean = left.reduce((sum, open) => sum + open, 0) / left.length;
  const stations = places.filter((place): place is StationPlan => place.kind === "station");
  return new Map(
    [...Map.groupBy(stations, ({ label }) => label)].flatMap(([label, [station, ...others]]) => {
      if (station === undefined || others.length > 0 || !(mean <= SMALL_SHARE * station.batch)) return [];
      const longestS = Math.max(...station.work.map((_, variant) => cycleS(station, variant)));
      // One piece takes the time of a whole batch, and a share of it by minutes for each piece.
      const isShort = longestS * (1 - 1 / station.batch) < LEAST_WRONG_S;
      return isShort ? [] : [[label, Math.min(MOST_CAPACITY, station.batch)] as const];
    }),
  );
}

/**
 * Seconds of a batch on each of the machines of a step, where all variants may share it: each of them is a batch
 * machine without set-ups, for which variants take about as long. Undefined: each variant is a recipe of its own.
 */
export function sharedS(stations: readonly StationPlan[], rooms: Rooms): readonly number[] | undefined {
  const means = stations.map((station) => {
    if (!rooms.has(station.label) || station.setUp !== undefined) return undefined;
    const times = station.work.map((_, variant) => cycleS(station, variant));
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
    return times.every((time) => Math.abs(time - mean) <= SAME_SHARE * mean) ? mean : undefined;
  });
  return means.every((mean) => mean !== undefined) ? means : undefined;
}

/** Effective seconds from batch to batch: with loading, unloading and the share of time in which it is out. */
export function cycleS({ work, load, unload, failures }: StationPlan, variant: number): number {
  const seconds = meanOf(load) + meanOf(work[variant] as Distribution) + meanOf(unload);
  return seconds * (1 + (failures === undefined ? 0 : meanOf(failures.repair) / meanOf(failures.between)));
}
