import type { PastOrder, PlantHistory } from "../../contracts/forecast/history.ts";
import { orderOf } from "../../contracts/schedule/plant-names.ts";
import type { PlannedOrder, Schedule } from "../../contracts/schedule/schedule.ts";
import type { HorizonError, JudgedOrder, PlanError, ScheduleScore } from "../../contracts/schedule/score.ts";
import type { WorkPlan } from "../../contracts/schedule/work-plan.ts";
import { medianOfSorted } from "../../detect/maths/robust-fit.ts";
import { momentOf } from "../stored.ts";
import { firstStarts } from "./first-starts.ts";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Hours after the plan's start by which errors of ends are told apart. */
const HORIZONS = [1, 2, 4, 8, 24, 72] as const;

export interface Against {
  readonly figures: Pick<ScheduleScore, "onTime" | "horizons" | "starts">;
  readonly orders: readonly JudgedOrder[];
}

/** What was planned and when it happened, ms since 1970; `happened` undefined: not yet. */
interface Pair {
  readonly planned: number;
  readonly happened: number | undefined;
}

/**
 * A schedule against the record of pieces and orders up to a moment, ms since 1970. Parts of one order, as the plan of
 * the plant has them, are one order. Undefined where the record has no order of the schedule.
 */
export function against(
  { plan, schedule }: { readonly plan: WorkPlan; readonly schedule: Schedule },
  history: PlantHistory,
  upTo: number,
): Against | undefined {
  const known = new Map(history.orders.map((order) => [order.order, order]));
  const whole = wholeOrders(schedule.orders, known);
  if (whole.length === 0) return undefined;
  const startMs = Date.parse(plan.start);
  const ends = whole.flatMap(({ order, due, plannedEnd }) => {
    const record = known.get(order) as PastOrder;
    const end = endOf(record, startMs, upTo);
    return end === "aborted" ? [] : [{ order, due, plannedEnd, end }];
  });
  const { starts, seen, onMachine } = firstStarts({ plan, schedule }, history, upTo);
  return {
    figures: {
      onTime: onTimeOf(ends, upTo),
      horizons: horizonsOf(ends, startMs, upTo),
      starts: { ...errorOf(starts, upTo), onMachine: seen === 0 ? null : onMachine / seen },
    },
    orders: ends.map(({ order, due, plannedEnd, end }) => ({
      order,
      due: momentOf(due),
      plannedEnd: momentOf(plannedEnd),
      end: end === undefined ? null : momentOf(end),
    })),
  };
}

/** Orders that the record has, each with the end of its last part. */
function wholeOrders(orders: readonly PlannedOrder[], known: ReadonlyMap<string, PastOrder>) {
  const parts = Map.groupBy(orders, ({ order }) => orderOf(order, known) ?? "");
  parts.delete("");
  return [...parts].map(([order, own]) => ({
    order,
    due: Math.min(...own.map(({ due }) => due)),
    plannedEnd: Math.max(...own.map(({ end }) => end)),
  }));
}

/** By its state in the planning system, else by its good pieces. Undefined: not by then. */
function endOf({ quantity, steps }: PastOrder, from: number, upTo: number): number | "aborted" | undefined {
  const own = steps.filter(({ time }) => time / 1_000 <= upTo);
  const over = own.find(({ state }) => state === "Ended" || state === "Aborted");
  if (over?.state === "Aborted") return "aborted";
  const step = over ?? own.find(({ good }) => good >= quantity);
  return step === undefined ? undefined : Math.max(from, step.time / 1_000);
}

interface End {
  readonly due: number;
  readonly plannedEnd: number;
  readonly end: number | undefined;
}

function onTimeOf(ends: readonly End[], upTo: number): ScheduleScore["onTime"] {
  const judged = ends.filter(({ due, end }) => end !== undefined || due < upTo);
  return {
    judged: judged.length,
    planned: judged.filter(({ plannedEnd, due }) => plannedEnd <= due).length,
    actual: judged.filter(({ end, due }) => end !== undefined && end <= due).length,
  };
}

function horizonsOf(ends: readonly End[], startMs: number, upTo: number): readonly HorizonError[] {
  const pairs = ends.map(({ plannedEnd, end }) => ({ planned: plannedEnd, happened: end }));
  const byHorizon = Map.groupBy(pairs, ({ planned }) => HORIZONS.find((hours) => planned <= startMs + hours * HOUR_MS));
  return [...HORIZONS, undefined].flatMap((upToHours) => {
    const error = errorOf(byHorizon.get(upToHours) ?? [], upTo);
    return error.judged === 0 ? [] : [{ upToHours: upToHours ?? null, ...error }];
  });
}

/** Of what happened, or should have by now. */
function errorOf(pairs: readonly Pair[], upTo: number): PlanError {
  const judged = pairs.filter(({ planned, happened }) => happened !== undefined || planned <= upTo);
  const errors = Float64Array.from(judged, ({ planned, happened = upTo }) => (happened - planned) / MINUTE_MS);
  const isNone = errors.length === 0;
  return {
    judged: judged.length,
    open: judged.filter(({ happened }) => happened === undefined).length,
    errorMin: isNone ? null : medianOfSorted(errors.toSorted()),
    spreadMin: isNone ? null : medianOfSorted(errors.map(Math.abs).sort()),
  };
}
