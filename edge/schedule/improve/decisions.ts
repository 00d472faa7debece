import { keyOf, type Schedule } from "../../contracts/schedule/schedule.ts";
import type { Decisions } from "../plant/decided.ts";
import type { Plant } from "../plant/plant.ts";
import { Transfer } from "../plant/transfer.ts";

/** What a schedule did. Times are seconds. */
interface Done {
  readonly option: Int32Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** As in its decisions; default none. */
  readonly notBefore?: Float64Array;
}

/**
 * The decisions that lead to a schedule, or to one that is nowhere later: operations in the order of their starts,
 * those of a batch with the last to be ready first, which opens it. Of locked ones, which wait for their start anyway,
 * the first to be ready, because the batch may be set up from then on.
 */
export function decisionsOf(plant: Plant, { option, start, end, notBefore }: Done): Decisions {
  const size = plant.orderOf.length;
  const isKept = new Uint8Array(size);
  for (const { operation } of plant.kept) isKept[operation] = 1;
  const transfer = new Transfer(plant, { option, start, end });
  const ready = Float64Array.from({ length: size }, (_, operation) =>
    Math.max(readyAt(plant, transfer, { operation, option: option[operation] as number }), notBefore?.[operation] ?? 0),
  );
  const order = Int32Array.from({ length: size }, (_, operation) => operation).sort((a, b) => {
    const kept = (isKept[b] as number) - (isKept[a] as number);
    const isLocked = (plant.lockedAt[a] as number) >= 0;
    const isOtherLocked = (plant.lockedAt[b] as number) >= 0;
    const later = (ready[b] as number) - (ready[a] as number);
    return (
      kept ||
      (start[a] as number) - (start[b] as number) ||
      Number(isOtherLocked) - Number(isLocked) ||
      (isLocked ? -later : later) ||
      a - b
    );
  });
  return { order, option: option.slice(), notBefore: notBefore?.slice() ?? new Float64Array(size) };
}

/**
 * The decisions of an earlier schedule for a plant that has changed since: machines, order and waits for cheaper energy
 * as there, and operations that it does not have first.
 */
export function decisionsLike(plant: Plant, { operations }: Pick<Schedule, "operations">): Decisions {
  const known = new Map(operations.map((one) => [keyOf(one), one]));
  const option = plant.optionsFrom.slice(0, plant.orderOf.length);
  const start = new Float64Array(option.length);
  const end = new Float64Array(option.length);
  const notBefore = new Float64Array(option.length);
  const least = (Math.min(...operations.map((one) => one.start)) - plant.startMs) / 1000 - option.length;
  for (let operation = 0; operation < option.length; operation++) {
    const order = plant.names.orders[plant.orderOf[operation] as number];
    const earlier = known.get(keyOf({ order: order as string, step: plant.names.steps[operation] as string }));
    start[operation] = earlier === undefined ? least + operation : (earlier.start - plant.startMs) / 1000;
    end[operation] = earlier === undefined ? least + operation + 1 : (earlier.end - plant.startMs) / 1000;
    const until = plant.optionsFrom[operation + 1] as number;
    for (let at = plant.optionsFrom[operation] as number; at < until; at++)
      if (plant.names.machines[plant.machineOf[at] as number] === earlier?.machine) option[operation] = at;
    if (earlier?.reason.kind === "tariff" && plant.mayWaitForPrice && (plant.lockedAt[operation] as number) < 0)
      notBefore[operation] = Math.max(0, (earlier.reason.until - plant.startMs) / 1000);
  }
  for (const { operation } of plant.kept) notBefore[operation] = 0;
  makeWay(plant, { option, start, end });
  return decisionsOf(plant, { option, start, end, notBefore });
}

/** Locked operations come at their time, what lies across that on their machine behind them, and what follows it. */
function makeWay(plant: Plant, { option, start, end }: Done): void {
  const { lockedAt, machineOf, beforeFrom, before } = plant;
  const kept = new Set(plant.kept.map(({ operation }) => operation));
  for (const [locked, at] of lockedAt.entries()) {
    if (at < 0) continue;
    start[locked] = at;
    const machine = machineOf[option[locked] as number];
    for (let other = 0; other < start.length; other++) {
      if (machineOf[option[other] as number] !== machine || kept.has(other) || (lockedAt[other] as number) >= 0)
        continue;
      if ((start[other] as number) <= at && (end[other] as number) > at) start[other] = at + 1;
    }
  }
  for (let operation = 0; operation < start.length; operation++)
    for (let at = beforeFrom[operation] as number; at < (beforeFrom[operation + 1] as number); at++)
      start[operation] = Math.max(start[operation] as number, (start[before[at] as number] as number) + 1);
}

function readyAt(
  plant: Plant,
  transfer: Transfer,
  { operation, option }: { readonly operation: number; readonly option: number },
): number {
  const release = plant.releaseOf[plant.orderOf[operation] as number] as number;
  let ready = Math.max(release, plant.materialOf[operation] as number);
  for (let at = plant.beforeFrom[operation] as number; at < (plant.beforeFrom[operation + 1] as number); at++)
    ready = Math.max(ready, transfer.first(plant.before[at] as number, operation, option));
  return ready;
}

export function copyDecisions(from: Decisions, into: Decisions): void {
  into.order.set(from.order);
  into.option.set(from.option);
  into.notBefore.set(from.notBefore);
}

export function newDecisions(plant: Plant): Decisions {
  const size = plant.orderOf.length;
  return { order: new Int32Array(size), option: new Int32Array(size), notBefore: new Float64Array(size) };
}
