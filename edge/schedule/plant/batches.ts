import { MOST_LOTS, type RouteStep, type WorkPlan } from "../../contracts/schedule/work-plan.ts";

/** Room of the batch machines of a plan. */
export function capacitiesOf({ machines }: Pick<WorkPlan, "machines">): ReadonlyMap<string, number> {
  return new Map(machines.flatMap(({ id, capacity }) => (capacity === undefined ? [] : [[id, capacity] as const])));
}

/**
 * How often an order takes the minutes of a step on a machine: for each piece, on a batch machine for each batch.
 * `capacity` undefined: it is none.
 */
export function timesFor(quantity: number, step: Pick<RouteStep, "size">, capacity: number | undefined): number {
  return Math.ceil(quantity / takenAtOnce(step, capacity));
}

/** How many pieces take the minutes of a step together. */
export function takenAtOnce({ size }: Pick<RouteStep, "size">, capacity: number | undefined): number {
  return capacity === undefined ? 1 : Math.max(1, Math.floor(capacity / size));
}

/** Pieces that an order's step passes on at once, where they are fewer than all; 0: its whole order. */
export function lotFor(quantity: number, { transferLot = quantity }: Pick<RouteStep, "transferLot">): number {
  const lot = Math.max(transferLot, Math.ceil(quantity / MOST_LOTS));
  return lot < quantity ? lot : 0;
}
