/** How many frozen starts stay when a made plan is made again after an event (rule SD16). */
import { keyOf, type PlannedOperation, type Schedule } from "../../contracts/schedule/schedule.ts";
import type { PlanEvents } from "../../contracts/schedule/schedules.ts";
import type { WorkPlan } from "../../contracts/schedule/work-plan.ts";
import { scheduleFaults } from "../../schedule/check/check.ts";
import { scheduleOf } from "../../schedule/explain/schedule-of.ts";
import { decisionsLike } from "../../schedule/improve/decisions.ts";
import { improve } from "../../schedule/improve/improve.ts";
import { readPlant } from "../../schedule/plant/read.ts";
import { replan } from "../../schedule/replan.ts";
import { MADE, madePlan } from "./made-plan.ts";
import { LOST_CAUSES, type LostCause, lostCauses } from "./possible-starts.ts";

/** Steps of each search. */
const STEPS = 5_000;
const HOUR_MS = 3_600_000;
/** The event comes this long after the start, and what starts in the four hours behind it is frozen. */
const AFTER_H = 6;
const FROZEN_H = 4;

interface FrozenScore {
  readonly event: string;
  /** Operations that have not begun and were to start in the frozen hours. */
  readonly frozen: number;
  /** Of these, those that start as they were to, on the same machine. */
  readonly kept: number;
  /** Starts that the event makes impossible whatever else is planned, by cause. */
  readonly impossible: Readonly<Record<LostCause, number>>;
  /** Constraints that the new plan violates. */
  readonly faults: number;
}

/** Three events on each made plant: a mill is down for three hours, material comes eight hours later, a rush order. */
export function frozenScores(seeds: readonly number[]): readonly FrozenScore[] {
  const all = seeds.flatMap((seed) => {
    const plan = madePlan({ ...MADE, seed });
    const before = planned(plan);
    const startMs = Date.parse(plan.start);
    const moment = (hours: number): string => new Date(startMs + hours * HOUR_MS).toISOString().replace(".000Z", "Z");
    const next = before.operations
      .filter(({ start }) => start >= startMs + AFTER_H * HOUR_MS)
      .reduce((first, one) => (one.start < first.start ? one : first));
    const events: Readonly<Record<string, PlanEvents>> = {
      breakdown: { breakdowns: [{ machine: "mill-1", from: moment(AFTER_H), to: moment(AFTER_H + 3) }] },
      "late material": {
        lateMaterial: [{ order: next.order, operation: next.step, from: moment(AFTER_H + 8) }],
      },
      "rush order": {
        rushOrders: [{ ...(plan.orders[0] as WorkPlan["orders"][number]), id: "rush", due: moment(30), priority: 5 }],
      },
    };
    const when = { at: moment(AFTER_H), freezeUntil: moment(AFTER_H + FROZEN_H) };
    return Object.entries(events).map(([event, one]) => {
      const { plan: changed, frozen, released } = replan(plan, before, { ...when, events: one });
      const after = planned(changed, before);
      const made = new Map(after.operations.map((one) => [keyOf(one), one]));
      const kept = [...frozen, ...released].filter((one) => {
        const now = made.get(keyOf(one));
        return now?.start === one.start && now.machine === one.machine;
      });
      const faults = scheduleFaults(changed, after).length;
      const impossible = countCauses(changed, [...frozen, ...released]);
      return { event, frozen: frozen.length + released.length, kept: kept.length, impossible, faults };
    });
  });
  return [...Map.groupBy(all, ({ event }) => event)].map(([event, scores]) => ({
    event,
    frozen: sum(scores, (one) => one.frozen),
    kept: sum(scores, (one) => one.kept),
    impossible: countsOf((cause) => sum(scores, ({ impossible }) => impossible[cause])),
    faults: sum(scores, (one) => one.faults),
  }));
}

function planned(plan: WorkPlan, before?: Schedule): Schedule {
  const plant = readPlant(plan);
  const from = before === undefined ? {} : { from: decisionsLike(plant, before) };
  const { decisions, timeline } = improve(plant, 1, (done) => done / STEPS, from);
  return scheduleOf(decisions, timeline);
}

function countCauses(plan: WorkPlan, frozen: readonly PlannedOperation[]): FrozenScore["impossible"] {
  const begun = plan.kept.filter(({ start }) => Date.parse(start) < Date.parse(plan.start));
  const causes = frozen.map(lostCauses(plan, begun));
  return countsOf((cause) => causes.filter((one) => one === cause).length);
}

function countsOf(count: (cause: LostCause) => number): FrozenScore["impossible"] {
  return Object.fromEntries(LOST_CAUSES.map((cause) => [cause, count(cause)])) as Record<LostCause, number>;
}

export function frozenScoreText(scores: readonly FrozenScore[]): string {
  const total = {
    event: "all together",
    frozen: sum(scores, ({ frozen }) => frozen),
    kept: sum(scores, ({ kept }) => kept),
    impossible: countsOf((cause) => sum(scores, ({ impossible }) => impossible[cause])),
    faults: sum(scores, ({ faults }) => faults),
  };
  const lines = [...scores, total].map(({ event, frozen, kept, impossible, faults }) => {
    const possible = frozen - sum(Object.values(impossible), (count) => count);
    const causes = LOST_CAUSES.flatMap((cause) => (impossible[cause] === 0 ? [] : [`${cause} ${impossible[cause]}`]));
    return [
      `${event}: ${kept} of ${frozen} frozen starts kept${shareText(kept, frozen)}`,
      `${kept} of the ${possible} that were possible${shareText(kept, possible)}`,
      `${faults} faults`,
      ...(causes.length === 0 ? [] : [`impossible by the event: ${causes.join(", ")}`]),
    ].join("; ");
  });
  return `\nmade again after an event, what starts in the next ${FROZEN_H} h frozen\n${lines.join("\n")}\n`;
}

function sum<T>(list: readonly T[], of: (one: T) => number): number {
  return list.reduce((total, one) => total + of(one), 0);
}

function shareText(part: number, all: number): string {
  return all === 0 ? "" : ` (${((100 * part) / all).toFixed(1)} %)`;
}
