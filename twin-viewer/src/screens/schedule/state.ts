/** What the open schedule's chart and tables show together. */
import { computed, signal } from "@preact/signals";
import type { CheckedMoves, ScheduleConflict } from "../../../../edge/contracts/schedule/schedules.ts";
import type { Span } from "../../data/api.ts";
import type { ActualsView } from "./actuals.ts";
import { type Filter, fittingOrders, NO_FILTER } from "./filter.ts";
import { type Edits, editsOf, type Lock, lockOf, placedBy, withLock } from "./moves.ts";
import { keyOf, type MachineTimes, type PlanView, type ViewedOperation } from "./plan-view.ts";
import { type Rows, type RowsBy, rowsOf } from "./rows.ts";
import { fitted, showing } from "./window.ts";

export const plan = signal<PlanView | undefined>(undefined);
/** The stretch of time in the chart, and how far its rows are scrolled. */
export const shownSpan = signal<Span>({ fromMs: 0, toMs: 1 });
export const scroll = signal({ top: 0, height: 0 });
export const rowsBy = signal<RowsBy>("machines");
export const view = signal<"chart" | "table">("chart");
export const filter = signal<Filter>(NO_FILTER);
export const edits = signal<Edits>({ past: [], locks: [], future: [] });
/** The edge's answer about the locks, and why there is none. */
export const checked = signal<CheckedMoves | undefined>(undefined);
export const checkFailure = signal("");
/** Keys of operations (`keyOf`); empty for none. */
export const selected = signal("");
export const hovered = signal("");
/** The late order whose chain is shown; empty for none. */
export const explained = signal("");
/** The operation that is being moved, where it would be now, and how: by keys it needs no press. */
export const moving = signal<{ readonly lock: Lock; readonly by: "pointer" | "keys" } | undefined>(undefined);
/** The former schedule, whose bars are drawn below. */
export const ghosts = signal<PlanView | undefined>(undefined);

/** Closed times of the window, where the schedule's answer does not have them. */
export const timesInSight = signal<MachineTimes | undefined>(undefined);
/** Closed times as far as they are known for the window. */
export const machineTimes = computed<MachineTimes | undefined>(() => timesInSight.value ?? plan.value);
/** What became of its operations, and why that is not known. */
export const actuals = signal<ActualsView | undefined>(undefined);
export const actualsFailure = signal("");
const wantsActuals = signal(true);

/** What happened, where the chart draws it: the former schedule has the same place below the bars. */
export const shownActuals = computed(() =>
  wantsActuals.value && ghosts.value === undefined && (actuals.value?.byKey.size ?? 0) > 0 ? actuals.value : undefined,
);

/** Shows or hides what happened in the chart. */
export function toggleActuals(): void {
  wantsActuals.value = shownActuals.value === undefined;
  ghosts.value = undefined;
}

export const placed = computed<readonly ViewedOperation[]>(() =>
  plan.value === undefined ? [] : placedBy(plan.value, edits.value.locks, checked.value),
);

/** Orders that pass the filter; undefined where it lets all pass. */
export const fitting = computed(() =>
  plan.value === undefined ? undefined : fittingOrders(plan.value, placed.value, filter.value),
);

const NO_ROWS: Rows = { by: "machines", list: [], height: 0, at: new Map(), lanes: new Uint8Array(0) };

/** In rows of machines a bar that does not pass the filter stays, drawn faintly: its time is taken all the same. */
export const rows = computed<Rows>(() => {
  if (plan.value === undefined) return NO_ROWS;
  const by = rowsBy.value;
  return rowsOf(plan.value, placed.value, {
    by,
    isShown: ({ order }) => by === "machines" || fitting.value?.has(order) !== false,
  });
});

/** The locks as they would be if what is being moved were dropped now. */
export const wantedLocks = computed<readonly Lock[]>(() =>
  moving.value === undefined ? edits.value.locks : withLock(edits.value, moving.value.lock).locks,
);

/** The operation that is being moved, at its place of now. */
export const movingBar = computed<ViewedOperation | undefined>(() => {
  const lock = moving.value?.lock;
  if (plan.value === undefined || lock === undefined) return undefined;
  return placedBy(plan.value, [lock], checked.value).find((one) => keyOf(one) === keyOf(lock));
});

/** Of operations that stand where they were checked; what is being moved keeps its last ones until the next answer. */
const standing = computed<readonly ScheduleConflict[]>(() => {
  if (checked.value === undefined) return [];
  const lockAt = new Map(edits.value.locks.map((lock) => [keyOf(lock), lock]));
  const isThere = ({ order, step, machine, start }: CheckedMoves["operations"][number]): boolean => {
    const lock = lockAt.get(keyOf({ order, step }));
    return lock !== undefined && lock.machine === machine && lock.startMs === Date.parse(start);
  };
  const there = new Set(checked.value.operations.filter(isThere).map(keyOf));
  if (moving.value !== undefined) there.add(keyOf(moving.value.lock));
  return checked.value.conflicts.filter((one) => there.has(keyOf(one)));
});

export const conflicts = computed<ReadonlyMap<string, readonly ScheduleConflict[]>>(() =>
  Map.groupBy(standing.value, keyOf),
);

/** Operations that others are in conflict with. */
export const opposed = computed<ReadonlySet<string>>(
  () => new Set(standing.value.flatMap((one) => (one.with === null ? [] : [keyOf(one.with)]))),
);

/** The operation of a key where it is placed now. */
export function placedAt(key: string): ViewedOperation | undefined {
  const at = plan.value?.byKey.get(key)?.at;
  return at === undefined ? undefined : placed.value[at];
}

export function openPlan(next: PlanView | undefined): void {
  if (plan.value?.uid === next?.uid) return;
  plan.value = next;
  edits.value = next === undefined ? { past: [], locks: [], future: [] } : editsOf(next);
  for (const one of [selected, hovered, explained, checkFailure, actualsFailure]) one.value = "";
  for (const one of [checked, moving, ghosts, actuals]) one.value = undefined;
  filter.value = NO_FILTER;
  scroll.value = { ...scroll.value, top: 0 };
  if (next !== undefined) shownSpan.value = fitted(next.span);
}

/** Selects an operation (empty: none); of a late order the chain is shown. */
export function choose(key: string): void {
  selected.value = key;
  const order = placedAt(key)?.order ?? "";
  explained.value = plan.value?.orders.get(order)?.isLate === true ? order : "";
}

/** Brings an operation into sight. */
export function reveal(key: string): void {
  const operation = placedAt(key);
  if (operation === undefined || plan.value === undefined) return;
  shownSpan.value = showing(shownSpan.value, plan.value.span, { fromMs: operation.setUpStart, toMs: operation.end });
}

export function isLockedNow(key: string): boolean {
  return edits.value.locks.some((one) => keyOf(one) === key);
}

/** Begins to move an operation by keys. */
export function beginMove(key: string): void {
  const operation = placedAt(key);
  if (operation !== undefined && !operation.isKept) moving.value = { lock: lockOf(operation), by: "keys" };
}

export function drop(): void {
  if (moving.value === undefined) return;
  edits.value = withLock(edits.value, moving.value.lock);
  moving.value = undefined;
}
