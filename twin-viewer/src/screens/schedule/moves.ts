/** Operations that a person has placed or locked, with undo and redo. */
import type { PlacedStep } from "../../../../edge/contracts/schedule/schedule.ts";
import type { CheckedMoves, ScheduleMove } from "../../../../edge/contracts/schedule/schedules.ts";
import { keyOf, type PlanView, type ViewedOperation } from "./plan-view.ts";

/** An operation that stays where it is put; `startMs` is the start of its work. */
export interface Lock extends PlacedStep {
  readonly machine: string;
  readonly startMs: number;
}

/** Steps that can be taken back. */
const MOST_STEPS = 200;

export interface Edits {
  readonly past: readonly (readonly Lock[])[];
  readonly locks: readonly Lock[];
  readonly future: readonly (readonly Lock[])[];
}

/** The locks that a schedule was made with, and nothing to take back. */
export function editsOf(plan: PlanView): Edits {
  const locks = plan.operations.flatMap((one) => (one.isLocked ? [lockOf(one)] : []));
  return { past: [], locks, future: [] };
}

export function lockOf({ order, step, machine, start }: ViewedOperation): Lock {
  return { order, step, machine, startMs: start };
}

/** With an operation locked there, in place of an earlier lock of it. */
export function withLock(edits: Edits, lock: Lock): Edits {
  return changed(edits, [...others(edits.locks, lock), lock]);
}

/** Without the lock of an operation, which is then where the schedule has it. */
export function withoutLock(edits: Edits, step: PlacedStep): Edits {
  const left = others(edits.locks, step);
  return left.length === edits.locks.length ? edits : changed(edits, left);
}

function others(locks: readonly Lock[], step: PlacedStep): readonly Lock[] {
  return locks.filter((one) => keyOf(one) !== keyOf(step));
}

function changed({ past, locks }: Edits, next: readonly Lock[]): Edits {
  return { past: [...past, locks].slice(-MOST_STEPS), locks: next, future: [] };
}

export function undone(edits: Edits): Edits {
  const before = edits.past.at(-1);
  if (before === undefined) return edits;
  return { past: edits.past.slice(0, -1), locks: before, future: [edits.locks, ...edits.future] };
}

export function redone(edits: Edits): Edits {
  const [next, ...future] = edits.future;
  if (next === undefined) return edits;
  return { past: [...edits.past, edits.locks], locks: next, future };
}

/** Locks that differ from where the schedule has the operation, or that it was not made with. */
export function newLocks(plan: PlanView, locks: readonly Lock[]): readonly Lock[] {
  return locks.filter((lock) => {
    const planned = plan.byKey.get(keyOf(lock));
    return planned === undefined || !planned.isLocked || isMoved(planned, lock);
  });
}

export function isMoved(planned: ViewedOperation, { machine, startMs }: Lock): boolean {
  return planned.machine !== machine || planned.start !== startMs;
}

export function moveOf({ order, step, machine, startMs }: Lock): ScheduleMove {
  return { order, step, machine, start: wireTime(startMs) };
}

/** Plans count in whole seconds. */
export function wireTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

/**
 * The operations with those that were moved at their new places, with the set-up and the end of the check; until it has
 * come, with the minutes of that machine, without calendar and set-up.
 */
export function placedBy(
  plan: PlanView,
  locks: readonly Lock[],
  checked: CheckedMoves | undefined,
): readonly ViewedOperation[] {
  const found = new Map(checked?.operations.map((one) => [keyOf(one), one]));
  const placed = [...plan.operations];
  for (const lock of locks) {
    const planned = plan.byKey.get(keyOf(lock));
    if (planned === undefined) continue;
    const answer = found.get(keyOf(lock));
    const isOfLock =
      answer !== undefined && answer.machine === lock.machine && Date.parse(answer.start) === lock.startMs;
    placed[planned.at] = !isMoved(planned, lock)
      ? { ...planned, isLocked: true }
      : {
          ...planned,
          isLocked: true,
          machine: lock.machine,
          start: lock.startMs,
          setUpStart: isOfLock ? Date.parse(answer.setUpStart) : lock.startMs,
          end: isOfLock ? Date.parse(answer.end) : lock.startMs + workMs(planned, lock.machine),
        };
  }
  return withoutOldLocks(placed, locks);
}

/** An operation whose lock was taken back is not locked any more, where it is. */
function withoutOldLocks(placed: readonly ViewedOperation[], locks: readonly Lock[]): readonly ViewedOperation[] {
  const locked = new Set(locks.map(keyOf));
  return placed.map((one) => (one.isLocked && !locked.has(keyOf(one)) ? { ...one, isLocked: false } : one));
}

/** The work of an operation on a machine; as planned where the machine cannot make it. */
function workMs({ alternatives, start, end }: ViewedOperation, machine: string): number {
  const minutes = alternatives.find((one) => one.machine === machine)?.minutes;
  return minutes === undefined ? end - start : minutes * 60_000;
}

export function canMake({ alternatives, machine: own }: ViewedOperation, machine: string): boolean {
  return machine === own || alternatives.some((one) => one.machine === machine);
}
