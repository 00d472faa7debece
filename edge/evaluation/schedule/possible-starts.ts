/** Which of the starts that an event has cost were impossible whatever else is planned (rule SD44). */
import { keyOf, type PlannedOperation } from "../../contracts/schedule/schedule.ts";
import type { WorkPlan } from "../../contracts/schedule/work-plan.ts";
import type { WorkCalendar } from "../../schedule/plant/calendar.ts";
import { type Plant, setUpWork } from "../../schedule/plant/plant.ts";
import { readPlant } from "../../schedule/plant/read.ts";
import { soonestEnd } from "./reachable.ts";

/** Why a start is impossible; `undefined` where nothing proves that it is. */
export const LOST_CAUSES = ["machine down", "machine busy", "set-up", "material", "step before"] as const;
export type LostCause = (typeof LOST_CAUSES)[number];

/**
 * Says of a start, as an event leaves it, why it is impossible: by lower bounds of an order's own times on machines
 * with nothing on them but what runs, and the set-up behind that. Fixtures and what all other orders need are left out,
 * so that a start without a cause may be impossible too, and one with a cause is. `plan`: as of its start, with the
 * event; `running`: what has begun by then.
 */
export function lostCauses(
  plan: WorkPlan,
  running: WorkPlan["kept"],
): (planned: PlannedOperation) => LostCause | undefined {
  const plant = readPlant({ ...plan, kept: [...running], locks: [], freezeUntil: plan.start });
  const free = plant.freeFrom.slice();
  const family = plant.setUpNow.slice();
  const end = new Float64Array(plant.orderOf.length).fill(Number.NaN);
  for (const kept of plant.kept) {
    const machine = plant.machineOf[kept.option] as number;
    free[machine] = Math.max(free[machine] as number, kept.end);
    family[machine] = plant.familyOf[kept.operation] as number;
    end[kept.operation] = kept.end;
  }
  const ready = new Float64Array(end.length);
  for (let operation = 0; operation < end.length; operation++) {
    ready[operation] = readyAt(plant, operation, end);
    if (Number.isNaN(end[operation])) end[operation] = soonestEnd(plant, operation, ready[operation] as number, free);
  }
  const { names, orderOf } = plant;
  const places = new Map(
    names.steps.map((step, at) => [keyOf({ order: names.orders[orderOf[at] as number] as string, step }), at]),
  );
  return ({ order, step, machine: name, setUpStart, start: startMs }) => {
    const operation = places.get(keyOf({ order, step })) as number;
    const machine = plant.names.machines.indexOf(name);
    const start = (startMs - plant.startMs) / 1_000;
    if ((plant.materialOf[operation] as number) > start) return "material";
    if ((ready[operation] as number) > start) return "step before";
    if ((free[machine] as number) > start) return "machine busy";
    const option = optionOn(plant, operation, machine);
    if (option === undefined) return undefined;
    if (fits(plant, operation, option, start) !== start) return "machine down";
    // A set-up may have begun, and that of a batch with another piece.
    if (setUpStart < plant.startMs || plant.capacityOf[machine] !== 0) return undefined;
    const from = free[machine] as number;
    const thereAt = plant.isSetUpAhead ? 0 : (ready[operation] as number);
    const setUp = setUpWork(plant, machine, family[machine] as number, plant.familyOf[operation] as number);
    // Directly behind what runs, or behind another operation.
    const calendar = plant.calendars[machine] as WorkCalendar;
    const behind = setUp === 0 ? from : calendar.end(Math.max(from, thereAt), setUp);
    const other = leastWork(plant, machine, operation);
    return start < behind && start < from + other ? "set-up" : undefined;
  };
}

function readyAt(plant: Plant, operation: number, end: Float64Array): number {
  const { releaseOf, orderOf, materialOf, before, beforeFrom } = plant;
  let ready = Math.max(0, releaseOf[orderOf[operation] as number] as number, materialOf[operation] as number);
  for (let at = beforeFrom[operation] as number; at < (beforeFrom[operation + 1] as number); at++)
    ready = Math.max(ready, end[before[at] as number] as number);
  return ready;
}

/** Least work that a machine can do on any other operation. */
function leastWork({ optionsFrom, machineOf, workOf }: Plant, machine: number, operation: number): number {
  const [own, next] = [optionsFrom[operation] as number, optionsFrom[operation + 1] as number];
  let least = Number.POSITIVE_INFINITY;
  for (let option = 0; option < machineOf.length; option++)
    if (machineOf[option] === machine && (option < own || option >= next))
      least = Math.min(least, workOf[option] as number);
  return least;
}

function fits(plant: Plant, operation: number, option: number, from: number): number {
  const calendar = plant.calendars[plant.machineOf[option] as number] as WorkCalendar;
  return plant.isInterruptible[operation] === 1
    ? calendar.begin(from)
    : calendar.fit(from, plant.workOf[option] as number);
}

/** Undefined where the machine cannot make it: what an event does not tell is no cause. */
function optionOn({ optionsFrom, machineOf }: Plant, operation: number, machine: number): number | undefined {
  const until = optionsFrom[operation + 1] as number;
  for (let option = optionsFrom[operation] as number; option < until; option++)
    if (machineOf[option] === machine) return option;
  return undefined;
}
