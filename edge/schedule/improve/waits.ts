import type { Chance } from "../../batch/chance.ts";
import type { Decisions } from "../plant/decided.ts";
import { NONE } from "../plant/floor-state.ts";
import type { Plant } from "../plant/plant.ts";
import { Timeline } from "../plant/timeline.ts";

/** How often an operation is looked for that could wait, or does. */
const LOOKS = 8;
/** How often it waits for the next cheaper time but one, and so on. */
const AGAIN = 0.3;
/** Waits that are tried otherwise at the end; behind that all stay as they were found. */
const MOST_LOOKED_AT = 2_000;

/**
 * Lets operations wait for cheaper energy, at random, or no longer: until a change of price behind their start, from
 * which on they cost less, and from which on their order can still be in time. Kept and locked ones never wait.
 */
export class Waits {
  readonly #plant: Plant;
  readonly #chance: Chance;
  /** Operations that could wait. */
  readonly #able: Int32Array;
  /** When each operation starts at the latest if its order is to be in time, with nothing else in the plant. */
  readonly #latest: Float64Array;

  constructor(plant: Plant, chance: Chance) {
    this.#plant = plant;
    this.#chance = chance;
    this.#able = ableOf(plant);
    this.#latest = latestStarts(plant);
  }

  /** Changes one wait; gives its operation, or `NONE` where none was found. */
  change({ notBefore }: Decisions, timeline: Timeline): number {
    if (this.#able.length === 0) return NONE;
    const { tariff } = this.#plant;
    for (let look = 0; look < LOOKS; look++) {
      const one = this.#able[this.#chance.below(this.#able.length)] as number;
      if ((notBefore[one] as number) > 0 && this.#chance.next() < 0.5) {
        notBefore[one] = 0;
        return one;
      }
      const latest = this.#latest[one] as number;
      const work = (timeline.end[one] as number) - (timeline.start[one] as number);
      let until = cheaperFrom(timeline, one, latest);
      while (until < Number.POSITIVE_INFINITY && this.#chance.next() < AGAIN) {
        const next = tariff.cheaperFrom({ from: until, to: until + work }, latest);
        if (next === Number.POSITIVE_INFINITY) break;
        until = next;
      }
      if (until === Number.POSITIVE_INFINITY) continue;
      notBefore[one] = until;
      return one;
    }
    return NONE;
  }
}

/** Due date without the least work of the operation and of those that follow it. */
function latestStarts({ orderOf, due, after, afterFrom, optionsFrom, workOf }: Plant): Float64Array {
  const latest = new Float64Array(orderOf.length);
  for (let operation = latest.length - 1; operation >= 0; operation--) {
    let until = due[orderOf[operation] as number] as number;
    for (let at = afterFrom[operation] as number; at < (afterFrom[operation + 1] as number); at++)
      until = Math.min(until, latest[after[at] as number] as number);
    latest[operation] = until - Math.min(...workOf.subarray(optionsFrom[operation], optionsFrom[operation + 1]));
  }
  return latest;
}

/**
 * Settles the waits of decisions that a timeline has counted, until none changes any more, the last of the plan first:
 * clears what costs no more without, and lets wait what costs less then. Gives the timeline of what is left.
 */
export function settledWaits(counted: Timeline, decisions: Decisions): Timeline {
  const { plant } = counted;
  const { order, notBefore } = decisions;
  const able = new Set(ableOf(plant));
  const latest = latestStarts(plant);
  let now = counted;
  let next = new Timeline(plant);
  let looked = 0;
  let unchanged = 0;
  for (let turn = 0; unchanged < order.length && looked < MOST_LOOKED_AT; turn++, unchanged++) {
    const at = order.length - 1 - (turn % order.length);
    const one = order[at] as number;
    if (!able.has(one)) continue;
    const before = notBefore[one] as number;
    const until = before > 0 ? 0 : cheaperFrom(now, one, latest[one] as number);
    if (until === Number.POSITIVE_INFINITY) continue;
    looked++;
    notBefore[one] = until;
    const cost = next.recount(now, { from: at, to: order.length }, decisions, now.cost);
    if (cost < now.cost || (until === 0 && cost === now.cost)) {
      [now, next] = [next, now];
      unchanged = 0;
    } else notBefore[one] = before;
  }
  return now;
}

/** When an operation would cost less; infinity where it would not, or where the first of its batch waits for it. */
function cheaperFrom({ plant, machine, batch, start, end }: Timeline, operation: number, latest: number): number {
  if (batch[operation] !== operation || plant.powerOf[machine[operation] as number] === 0) return Infinity;
  return plant.tariff.cheaperFrom({ from: start[operation] as number, to: end[operation] as number }, latest);
}

/** Operations that could wait: not kept, not locked, on a machine with power. */
function ableOf({ kept, orderOf, optionsFrom, machineOf, powerOf, lockedAt }: Plant): Int32Array {
  const isKept = new Set(kept.map(({ operation }) => operation));
  const isPowered = (operation: number): boolean =>
    machineOf
      .subarray(optionsFrom[operation], optionsFrom[operation + 1])
      .some((machine) => (powerOf[machine] as number) > 0);
  return Int32Array.from(orderOf.keys()).filter(
    (one) => !isKept.has(one) && (lockedAt[one] as number) < 0 && isPowered(one),
  );
}
