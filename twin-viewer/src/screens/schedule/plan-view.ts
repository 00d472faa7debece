/** A stored schedule as the room shows it: moments in ms, operations with their place in the list. */
import type { PlacedStep, PlannedOperation, StartReason } from "../../../../edge/contracts/schedule/schedule.ts";
import type { ClosedTimes, ScheduledOperation, WholeSchedule } from "../../../../edge/contracts/schedule/schedules.ts";
import type { Span } from "../../data/api.ts";

export interface ViewedOperation extends PlannedOperation {
  /** Its place in `PlanView.operations`. */
  readonly at: number;
  readonly family: string;
  readonly isLocked: boolean;
  readonly alternatives: ScheduledOperation["alternatives"];
}

export interface ViewedOrder {
  readonly order: string;
  readonly variant: string;
  readonly quantity: number;
  readonly due: number;
  readonly end: number;
  readonly isLate: boolean;
  /** Probability; null where it was not computed. */
  readonly onTime: number | null;
  readonly chain: readonly PlacedStep[];
}

interface ViewedMachine {
  readonly id: string;
  readonly area: string | null;
  readonly capacity: number | null;
  readonly closed: readonly Span[];
  readonly unavailable: readonly Span[];
  /** Both, by their begin, those that touch as one. */
  readonly gaps: readonly Span[];
}

/** Machines by name with the times in which they do not work. */
export type MachineTimes = Pick<PlanView, "machineOf" | "closedUntilMs">;

export interface PlanView {
  readonly uid: string;
  readonly timeZone: string;
  /** From the start of the plan to its last end. */
  readonly span: Span;
  /** Nothing new starts before; undefined where the plan has no such moment. */
  readonly freezeMs: number | undefined;
  /** From here on closed times and breakdowns are not all known here; undefined where they are. */
  readonly closedUntilMs: number | undefined;
  readonly machines: readonly ViewedMachine[];
  readonly machineOf: ReadonlyMap<string, ViewedMachine>;
  readonly operations: readonly ViewedOperation[];
  readonly orders: ReadonlyMap<string, ViewedOrder>;
  /** By `keyOf`. */
  readonly byKey: ReadonlyMap<string, ViewedOperation>;
}

/** One text for an operation; no name has a line end. */
export function keyOf({ order, step }: PlacedStep): string {
  return `${order}\n${step}`;
}

/** Undefined as long as the edge has not made it. */
export function planViewOf({
  uid,
  timeZone,
  start,
  freezeUntil,
  machines: given,
  closedUntil,
  schedule,
}: WholeSchedule): PlanView | undefined {
  if (schedule === null) return undefined;
  const operations = schedule.operations.map(viewedOperation);
  const startMs = Date.parse(start);
  const endMs = Date.parse(schedule.end);
  const machines = given.map(viewedMachine);
  return {
    uid,
    timeZone,
    span: { fromMs: operations.reduce((least, one) => Math.min(least, one.setUpStart), startMs), toMs: endMs },
    freezeMs: freezeUntil === null ? undefined : Date.parse(freezeUntil),
    closedUntilMs: closedUntil === null ? undefined : Date.parse(closedUntil),
    machines,
    machineOf: new Map(machines.map((one) => [one.id, one])),
    operations,
    orders: new Map(
      schedule.orders.map((one) => {
        const [due, end] = [Date.parse(one.due), Date.parse(one.end)];
        return [one.order, { ...one, due, end, isLate: end > due }];
      }),
    ),
    byKey: new Map(operations.map((one) => [keyOf(one), one])),
  };
}

function viewedOperation(operation: ScheduledOperation, at: number): ViewedOperation {
  const { setUpStart, start, end, reason, closedFrom } = operation;
  return {
    ...operation,
    at,
    setUpStart: Date.parse(setUpStart),
    start: Date.parse(start),
    end: Date.parse(end),
    reason: "until" in reason ? ({ ...reason, until: Date.parse(reason.until) } as StartReason) : reason,
    closedFrom: closedFrom === null ? undefined : Date.parse(closedFrom),
  };
}

function viewedMachine(machine: WholeSchedule["machines"][number]): ViewedMachine {
  const [closed, unavailable] = [machine.closed.map(spanOf), machine.unavailable.map(spanOf)];
  const gaps: Span[] = [];
  for (const gap of [...closed, ...unavailable].toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = gaps.at(-1);
    if (last === undefined || gap.fromMs > last.toMs) gaps.push(gap);
    else gaps[gaps.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, gap.toMs) };
  }
  return { ...machine, closed, unavailable, gaps };
}

/** Machines with the times of another stretch than the schedule's. */
export function machineTimesOf({ machines, closedUntil }: ClosedTimes): MachineTimes {
  return {
    machineOf: new Map(machines.map((one) => [one.id, viewedMachine(one)])),
    closedUntilMs: closedUntil === null ? undefined : Date.parse(closedUntil),
  };
}

/** The parts of a stretch in which a machine works: set-up and work rest while it is closed or down. */
export function openParts(
  { machineOf }: Pick<PlanView, "machineOf">,
  machine: string,
  { fromMs, toMs }: Span,
): readonly Span[] {
  const parts: Span[] = [];
  let at = fromMs;
  for (const gap of machineOf.get(machine)?.gaps ?? []) {
    if (gap.toMs <= at) continue;
    if (gap.fromMs >= toMs) break;
    if (gap.fromMs > at) parts.push({ fromMs: at, toMs: gap.fromMs });
    at = gap.toMs;
  }
  if (at < toMs) parts.push({ fromMs: at, toMs });
  return parts;
}

function spanOf({ from, to }: { readonly from: string; readonly to: string }): Span {
  return { fromMs: Date.parse(from), toMs: Date.parse(to) };
}
