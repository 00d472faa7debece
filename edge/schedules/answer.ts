import { EdgeError } from "../contracts/errors.ts";
import { keyOf, type Schedule } from "../contracts/schedule/schedule.ts";
import type { WorkPlan } from "../contracts/schedule/work-plan.ts";
import { momentText } from "../contracts/words/time-text.ts";
import type { MadeSchedule } from "../schedule/plan-apart.ts";
import { type Improvement, momentOf, type StoredSchedule } from "./stored.ts";

/** Better costs that come sooner after the last one than this share of the time are not kept apart. */
const APART = 0.03;
const FIRST_APART_MS = 20;

/** Better costs while a schedule is made: some hundred at most, the first and the newest of them always. */
export class Improvements {
  readonly list: Improvement[] = [];

  add(cost: number, afterMs: number): void {
    const before = this.list.at(-2);
    const isNear = before !== undefined && afterMs < before.afterMs + Math.max(FIRST_APART_MS, APART * before.afterMs);
    if (isNear) this.list.pop();
    this.list.push({ cost, afterMs: Math.round(afterMs) });
  }
}

/** What becomes of a stored schedule. Throws EdgeError `unavailable` for a lock that is not kept. */
export function outcomeOf(
  { plan }: StoredSchedule,
  { schedule }: MadeSchedule,
  { improvements, earlier }: { readonly improvements: readonly Improvement[]; readonly earlier: Schedule | undefined },
): Partial<StoredSchedule> {
  checkLocks(plan, schedule);
  return {
    state: "done",
    schedule,
    improvements,
    late: schedule.orders.filter(({ end, due }) => end > due).length,
    setUpMin: schedule.setUpMin,
    end: momentOf(schedule.end),
    cost: schedule.cost,
    keptStarts: earlier === undefined ? null : keptStarts(plan, schedule, earlier),
  };
}

function checkLocks({ locks, timeZone }: WorkPlan, { operations }: Schedule): void {
  const made = new Map(operations.map((one) => [keyOf(one), one]));
  for (const { order, operation, machine, start } of locks) {
    const found = made.get(keyOf({ order, step: operation }));
    if (found === undefined || found.start === Date.parse(start)) continue;
    const [wanted, first] = [Date.parse(start), found.start].map((moment) => momentText(moment, timeZone, false));
    throw new EdgeError(
      "unavailable",
      `Order ${order}, step ${operation} is locked on ${machine} at ${wanted}, and ${first} is the first start ` +
        "that was found there. Lock it later, take the lock away, or give the search more time.",
    );
  }
}

/** Share of the operations that had not begun that start when and where they did in the schedule before. */
function keptStarts({ start }: WorkPlan, { operations }: Schedule, earlier: Schedule): number | null {
  const made = new Map(operations.map((one) => [keyOf(one), one]));
  const open = earlier.operations.filter((one) => one.start >= Date.parse(start));
  if (open.length === 0) return null;
  const kept = open.filter((one) => {
    const now = made.get(keyOf(one));
    return now !== undefined && now.start === one.start && now.machine === one.machine;
  });
  return kept.length / open.length;
}
