import { EdgeError } from "../contracts/errors.ts";
import type { Schedule } from "../contracts/schedule/schedule.ts";
import {
  type CheckedMoves,
  CONFLICT_KINDS,
  type ConflictKind,
  type ScheduleConflict,
  type ScheduleMove,
} from "../contracts/schedule/schedules.ts";
import type { ScheduleFault } from "../schedule/check/facts.ts";
import { Moves } from "../schedule/moves.ts";
import { type StoredSchedule, timedOf } from "./stored.ts";

/** A schedule in which operations are moved while somebody looks on. */
export class CheckedSchedule {
  readonly uid: string;
  readonly #moves: Moves;

  constructor({ uid, plan, schedule }: StoredSchedule & { readonly schedule: Schedule }) {
    this.uid = uid;
    this.#moves = new Moves(plan, schedule.operations);
  }

  /** Throws EdgeError `bad-request` for an operation that the schedule has not. */
  check(moves: readonly ScheduleMove[]): CheckedMoves {
    for (const { order, step } of moves)
      if (!this.#moves.has({ order, step }))
        throw new EdgeError(
          "bad-request",
          `The schedule has no operation of order ${order}, step ${step}; name another.`,
        );
    const { operations, faults } = this.#moves.check(moves.map((one) => ({ ...one, start: Date.parse(one.start) })));
    return { operations: operations.map(timedOf), conflicts: faults.flatMap(conflictOf) };
  }
}

/** What was kept has begun, or is about to by this plan. */
function conflictOf({ kind, operation, with: other, text }: ScheduleFault): readonly ScheduleConflict[] {
  const said = kind === "kept" ? "past" : kind;
  return isConflict(said) ? [{ ...operation, kind: said, with: other, text: text.message }] : [];
}

function isConflict(kind: ScheduleFault["kind"]): kind is ConflictKind {
  return (CONFLICT_KINDS as readonly string[]).includes(kind);
}
