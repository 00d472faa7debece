import type { Schedule } from "../contracts/schedule/schedule.ts";
import type { PlanEvents, ScheduleHead, ScheduleMove, TimedOperation } from "../contracts/schedule/schedules.ts";
import type { JudgedOrder } from "../contracts/schedule/score.ts";
import type { WorkPlan } from "../contracts/schedule/work-plan.ts";
import type { Timed } from "../schedule/check/facts.ts";

/** A schedule as its file has it: the plan that is solved, and what was asked for. */
export interface StoredSchedule extends ScheduleHead {
  readonly question: {
    readonly seconds: number;
    readonly seed: number;
    readonly locks: readonly ScheduleMove[];
    readonly events: PlanEvents;
  };
  /** Without problems, with what is kept. */
  readonly plan: WorkPlan;
  readonly released: readonly TimedOperation[];
  /** Each better cost, and how long after the beginning it was there. */
  readonly improvements: readonly Improvement[];
  readonly schedule: Schedule | null;
  readonly failure: string | null;
  /** Orders, where it is judged. */
  readonly judged?: readonly JudgedOrder[];
  /** How often it was begun without a stop in order. */
  readonly attempts?: number;
}

export interface Improvement {
  readonly afterMs: number;
  readonly cost: number;
}

/** What lists have of a schedule. Files of former releases have neither start nor score. */
export function headOf({
  question: _question,
  plan,
  released: _released,
  improvements: _improvements,
  schedule: _schedule,
  failure: _failure,
  attempts: _attempts,
  judged: _judged,
  ...head
}: StoredSchedule): ScheduleHead {
  return { ...head, start: momentOf(Date.parse(plan.start)), score: head.score ?? null };
}

/** RFC 3339 in UTC with milliseconds. */
export function momentOf(ms: number): string {
  return new Date(ms).toISOString();
}

/** An operation with moments as texts. */
export function timedOf({ order, step, machine, setUpStart, start, end }: Timed): TimedOperation {
  return { order, step, machine, setUpStart: momentOf(setUpStart), start: momentOf(start), end: momentOf(end) };
}
