import { type Distribution, lognormal } from "../forecast/kernel/distributions.ts";
import { uniformAt } from "../forecast/kernel/threefry.ts";
import type { Decisions } from "./plant/decided.ts";
import { NONE } from "./plant/floor-state.ts";
import type { Plant } from "./plant/plant.ts";
import { Timeline } from "./plant/timeline.ts";

/** Purposes of random numbers. */
const WORK = 1;
const SET_UP = 2;
/** For the interval of 95 %. */
const Z = 1.96;

/** How much durations vary: standard deviations of their logarithms. Their means are as planned. */
export interface Spread {
  readonly work: number;
  readonly setUp: number;
}

export const USUAL_SPREAD: Spread = { work: 0.15, setUp: 0.25 };

/** How long everything takes in one replication, as shares of what is planned, by operation. */
export interface Shares {
  readonly work: Float64Array;
  readonly setUp: Float64Array;
}

/**
 * Draws one replication. An operation has the same share whatever schedule it is in (common random numbers).
 * `replication` counts from 0.
 */
export function drawShares(
  plant: Plant,
  { seed, replication, spread }: { readonly seed: number; readonly replication: number; readonly spread: Spread },
): Shares {
  const size = plant.orderOf.length;
  const draw = (purpose: number, deviation: number): Float64Array => {
    if (deviation === 0) return new Float64Array(size).fill(1);
    const distribution: Distribution = lognormal({ median: Math.exp(-(deviation ** 2) / 2), spread: deviation });
    return Float64Array.from({ length: size }, (_, at) => distribution(uniformAt(seed, purpose, at, replication)));
  };
  return { work: draw(WORK, spread.work), setUp: draw(SET_UP, spread.setUp) };
}

/**
 * Runs a plan as it is: machines, fixtures and batches as planned and in the planned order, each operation as soon as
 * it can start.
 */
export class PlanRun {
  readonly #decisions: Decisions;
  readonly #plant: Plant;
  readonly #nextInBatch: Int32Array;

  /** `plant`: what it runs on, where that is not as planned. */
  constructor(decisions: Decisions, { plant: planned, start, batch }: Timeline, plant = planned) {
    this.#plant = plant;
    const size = decisions.order.length;
    const kept = plant.kept.length;
    const place = new Int32Array(size);
    for (const [at, operation] of decisions.order.entries()) place[operation] = at;
    // Kept operations first; whatever a batch follows has ended before it starts, so it is before its first operation.
    const order = decisions.order.slice();
    order.subarray(kept).sort((a, b) => {
      const first = Number(batch[b] === b) - Number(batch[a] === a);
      return (start[a] as number) - (start[b] as number) || first || (place[a] as number) - (place[b] as number);
    });
    this.#decisions = { ...decisions, order };
    this.#nextInBatch = new Int32Array(size).fill(NONE);
    const last = Int32Array.from({ length: size }, (_, operation) => operation);
    for (const operation of order.subarray(kept)) {
      const first = batch[operation] as number;
      if (first === operation) continue;
      this.#nextInBatch[last[first] as number] = operation;
      last[first] = operation;
    }
  }

  /** The times of one replication. */
  run({ work, setUp }: Shares): Timeline {
    const course = { workShare: work, setUpShare: setUp, nextInBatch: this.#nextInBatch };
    const timeline = new Timeline(this.#plant, course);
    timeline.count(this.#decisions);
    return timeline;
  }
}

/** Share of orders that end in time. */
export function onTimeShare(plant: Plant, orderEnd: Float64Array): number {
  let inTime = 0;
  for (const [order, end] of orderEnd.entries()) if (end <= (plant.due[order] as number)) inTime++;
  return inTime / orderEnd.length;
}

/**
 * How probable it is that each order is on time: the middle of Wilson's interval of the share of replications in which
 * it is, which is never 0 or 1 (Agresti and Coull 1998).
 */
export function onTimeProbability(
  run: PlanRun,
  plant: Plant,
  { seed, replications, spread }: { readonly seed: number; readonly replications: number; readonly spread: Spread },
): Float64Array {
  const inTime = new Float64Array(plant.due.length);
  for (let replication = 0; replication < replications; replication++) {
    const { orderEnd } = run.run(drawShares(plant, { seed, replication, spread }));
    for (const [order, end] of orderEnd.entries())
      if (end <= (plant.due[order] as number)) inTime[order] = (inTime[order] as number) + 1;
  }
  return inTime.map((count) => (count + Z ** 2 / 2) / (replications + Z ** 2));
}
