/** How many orders of a plant can be on time at most, by a relaxation that no way to schedule gets over (rule SD46). */
import type { WorkCalendar } from "../../schedule/plant/calendar.ts";
import type { Plant } from "../../schedule/plant/plant.ts";

/** One order's longest operation on a group of machines. Times are seconds. */
interface Job {
  readonly work: number;
  /** When it can begin at the soonest, and has to end for its order to be on time. */
  readonly from: number;
  readonly until: number;
}

/**
 * An upper bound of the share of orders on time, with the plant's durations. Late for certain are orders whose own
 * work, from release on and with no other order in the plant, ends behind their due date. Of the others, the fewest
 * are left out so that in spans of time the work that has to be done within them is no more than the machines of a
 * group are open; of all such bounds, group by group, the best. Set-ups, fixtures, ways and batches are left out.
 */
export function reachableShare(plant: Plant): number {
  const { heads, tails, ends } = ownTimes(plant);
  const isLate = ends.map((end, order) => Number(end > (plant.due[order] as number)));
  let most = 0;
  for (const machines of groupsOf(plant)) {
    if (machines.some((machine) => plant.capacityOf[machine] !== 0)) continue;
    const jobs = jobsOn(plant, new Set(machines), { heads, tails, isLate });
    most = Math.max(
      most,
      leastLate(jobs, (from, until) => openIn(plant, machines, from, until)),
    );
  }
  const late = isLate.reduce((sum, one) => sum + one, 0) + most;
  return 1 - late / ends.length;
}

/** Of operations the soonest start and the least time from the end to their order's; of orders the soonest end. */
function ownTimes(plant: Plant) {
  const { orderOf, releaseOf, materialOf, before, beforeFrom, after, afterFrom } = plant;
  const heads = new Float64Array(orderOf.length);
  const tails = new Float64Array(orderOf.length);
  const done = new Float64Array(orderOf.length);
  const ends = new Float64Array(plant.due.length);
  for (let operation = 0; operation < heads.length; operation++) {
    const order = orderOf[operation] as number;
    let ready = Math.max(releaseOf[order] as number, materialOf[operation] as number, plant.opensAt);
    for (let at = beforeFrom[operation] as number; at < (beforeFrom[operation + 1] as number); at++)
      ready = Math.max(ready, done[before[at] as number] as number);
    heads[operation] = ready;
    done[operation] = soonestEnd(plant, operation, ready);
    ends[order] = Math.max(ends[order] as number, done[operation] as number);
  }
  for (let operation = heads.length - 1; operation >= 0; operation--)
    for (let at = afterFrom[operation] as number; at < (afterFrom[operation + 1] as number); at++) {
      const next = after[at] as number;
      tails[operation] = Math.max(tails[operation] as number, (tails[next] as number) + leastWork(plant, next));
    }
  return { heads, tails, ends };
}

/**
 * When an operation can end at the soonest on a machine that can make it, seconds; `ready`: its piece is there; `free`:
 * when each machine is, from the beginning where it is not given.
 */
export function soonestEnd(plant: Plant, operation: number, ready: number, free?: Float64Array): number {
  let soonest = Number.POSITIVE_INFINITY;
  const until = plant.optionsFrom[operation + 1] as number;
  for (let option = plant.optionsFrom[operation] as number; option < until; option++) {
    const machine = plant.machineOf[option] as number;
    const calendar = plant.calendars[machine] as WorkCalendar;
    const from = Math.max(ready, free?.[machine] ?? ready);
    const work = plant.workOf[option] as number;
    const stops = plant.isInterruptible[operation] === 1;
    soonest = Math.min(soonest, stops ? calendar.end(from, work) : calendar.fit(from, work) + work);
  }
  return soonest;
}

function leastWork({ workOf, optionsFrom }: Plant, operation: number): number {
  return Math.min(...workOf.subarray(optionsFrom[operation], optionsFrom[operation + 1]));
}

/** Machines that share operations, together. */
function groupsOf({ names, optionsFrom, machineOf, orderOf }: Plant): readonly (readonly number[])[] {
  const groupOf = names.machines.map((_, machine) => machine);
  for (let operation = 0; operation < orderOf.length; operation++) {
    const able = [...machineOf.subarray(optionsFrom[operation], optionsFrom[operation + 1])];
    const groups = new Set(able.map((machine) => groupOf[machine]));
    const own = groupOf[able[0] as number] as number;
    for (const [machine, group] of groupOf.entries()) if (groups.has(group)) groupOf[machine] = own;
  }
  return [...Map.groupBy(groupOf.keys(), (machine) => groupOf[machine]).values()];
}

function jobsOn(
  plant: Plant,
  machines: ReadonlySet<number>,
  of: { readonly heads: Float64Array; readonly tails: Float64Array; readonly isLate: Float64Array },
): readonly Job[] {
  const jobs = new Map<number, Job>();
  for (const [operation, order] of plant.orderOf.entries()) {
    if (of.isLate[order] === 1 || !machines.has(plant.machineOf[plant.optionsFrom[operation] as number] as number))
      continue;
    const work = leastWork(plant, operation);
    if (work <= (jobs.get(order)?.work ?? 0)) continue;
    const until = (plant.due[order] as number) - (of.tails[operation] as number);
    jobs.set(order, { work, from: of.heads[operation] as number, until });
  }
  return [...jobs.values()];
}

/** The fewest jobs that are left out over spans that do not overlap, so that the rest of each span fits into it. */
function leastLate(jobs: readonly Job[], openWithin: (from: number, until: number) => number): number {
  const inOrder = jobs.toSorted((a, b) => b.work - a.work);
  const begins = [...new Set(jobs.map(({ from }) => from))].sort((a, b) => a - b);
  const ends = [...new Set(jobs.map(({ until }) => until))].sort((a, b) => a - b);
  const most: { readonly until: number; readonly late: number }[] = [{ until: Number.NEGATIVE_INFINITY, late: 0 }];
  for (const until of ends) {
    let late = most.at(-1)?.late ?? 0;
    for (const from of begins) {
      if (from >= until) break;
      const before = most.findLast((one) => one.until <= from)?.late ?? 0;
      late = Math.max(late, before + leftOut(inOrder, { from, until }, openWithin(from, until)));
    }
    most.push({ until, late });
  }
  return most.at(-1)?.late ?? 0;
}

/** How many of the longest jobs of a span have to go. */
function leftOut(jobs: readonly Job[], span: Pick<Job, "from" | "until">, open: number): number {
  const within = jobs.filter(({ from, until }) => from >= span.from && until <= span.until);
  let over = within.reduce((sum, { work }) => sum + work, 0) - open;
  let count = 0;
  while (over > 0) over -= within[count++]?.work ?? over;
  return count;
}

function openIn({ calendars }: Plant, machines: readonly number[], from: number, until: number): number {
  return machines.reduce((sum, machine) => sum + (calendars[machine] as WorkCalendar).worked(from, until), 0);
}
