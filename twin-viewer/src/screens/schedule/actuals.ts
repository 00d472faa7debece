/** What became of the operations of the open schedule, as the room shows it (rules SD63 to SD65). */
import type { ActualDoubt, ActualOperation, ScheduleActuals } from "../../../../edge/contracts/schedule/actuals.ts";
import { keyOf, type PlanView, type ViewedOperation } from "./plan-view.ts";

const MINUTE_MS = 60_000;

/** `due`: not begun although it should have. `unknown` is said where it should have begun. */
export type ActualKind = "done" | "begun" | "due" | "skipped" | "unknown";

export interface ViewedActual {
  readonly kind: ActualKind;
  /** Undefined: not begun, or not ended. */
  readonly startMs: number | undefined;
  readonly endMs: number | undefined;
  readonly pieces: number;
  readonly of: number;
  /** Where pieces were made. */
  readonly machines: readonly string[];
  /** Some of them are not the planned one. */
  readonly isElsewhere: boolean;
}

export interface ActualsView {
  /** Undefined: nothing is known. */
  readonly upToMs: number | undefined;
  readonly doubt: ActualDoubt | null;
  readonly source: string | null;
  /** By `keyOf`; without what is not due yet. */
  readonly byKey: ReadonlyMap<string, ViewedActual>;
  readonly kinds: ReadonlySet<ActualKind>;
  readonly hasElsewhere: boolean;
}

export function actualsViewOf({ operations }: PlanView, actuals: ScheduleActuals, nowMs: number): ActualsView {
  const upToMs = actuals.upTo === null ? undefined : Date.parse(actuals.upTo);
  const known = new Map(actuals.operations.map((one) => [keyOf(one), one]));
  const byKey = new Map<string, ViewedActual>();
  for (const operation of operations) {
    const one = viewedActual(operation, known.get(keyOf(operation)), upToMs ?? nowMs);
    if (one !== undefined) byKey.set(keyOf(operation), one);
  }
  const all = [...byKey.values()];
  return {
    ...{ upToMs, doubt: actuals.doubt, source: actuals.source, byKey },
    kinds: new Set(all.map(({ kind }) => kind)),
    hasElsewhere: all.some(({ isElsewhere }) => isElsewhere),
  };
}

/** Undefined: it is not due yet. */
function viewedActual(
  { machine, start: plannedMs }: ViewedOperation,
  actual: ActualOperation | undefined,
  upToMs: number,
): ViewedActual | undefined {
  const isDue = plannedMs <= upToMs;
  const nothing = { startMs: undefined, endMs: undefined, pieces: 0, of: 0, machines: [], isElsewhere: false };
  if (actual === undefined) return isDue ? { kind: "unknown", ...nothing } : undefined;
  const { state, start, end, pieces, of, machines } = actual;
  if (state === "open" && !isDue) return undefined;
  return {
    kind: state === "open" ? "due" : state,
    startMs: start === null ? undefined : Date.parse(start),
    endMs: end === null ? undefined : Date.parse(end),
    ...{ pieces, of, machines, isElsewhere: machines.some((one) => one !== machine) },
  };
}

/** Minutes against a planned moment; `isLeast`: it has not happened, so that it will be at least as many. */
export interface Difference {
  readonly minutes: number;
  readonly isLeast: boolean;
}

/** Undefined: not known, or not due. */
export function differenceOf(
  happenedMs: number | undefined,
  plannedMs: number,
  { upToMs, isOpen }: { readonly upToMs: number | undefined; readonly isOpen: boolean },
): Difference | undefined {
  if (happenedMs !== undefined) return { minutes: (happenedMs - plannedMs) / MINUTE_MS, isLeast: false };
  if (!isOpen || upToMs === undefined || upToMs < plannedMs) return undefined;
  return { minutes: (upToMs - plannedMs) / MINUTE_MS, isLeast: true };
}
