import type { Journal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { ScheduleActuals } from "../../../contracts/schedule/actuals.ts";
import type {
  CheckedMoves,
  ClosedTimes,
  PlantPlan,
  ScheduleBook,
  ScheduleFormat,
  ScheduleHead,
  ScheduleMove,
  ScheduleQuestion,
  ScheduleRow,
  WholeSchedule,
  WrittenSchedule,
} from "../../../contracts/schedule/schedules.ts";
import type { Language } from "../../../contracts/words/language.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import { onRecord, refusalOnRecord } from "../on-record.ts";

export interface ScheduleDeps {
  /** Absent where the edge makes no schedules. */
  readonly schedules?: ScheduleBook;
  readonly journal: Pick<Journal, "record">;
}

/** Stores a question, which is answered in its turn. Throws EdgeError as `ScheduleBook.ask`. */
export async function askSchedule(
  deps: ScheduleDeps,
  caller: Caller,
  question: ScheduleQuestion,
): Promise<ScheduleRow> {
  demand(caller, "POST /api/v1/schedules");
  const book = bookIn(deps);
  const principal = principalFrom(caller);
  const act = { principal, action: "schedule.ask" };
  const asked = { ...act, target: question.name };
  const head = await refusalOnRecord(deps.journal, asked, () => book.ask(question, principal.user));
  await deps.journal.record({ ...act, target: nameOf(head), result: "done" });
  return { ...head, progress: 0 };
}

/** Newest first. */
export function listSchedules(deps: ScheduleDeps, caller: Caller): readonly ScheduleRow[] {
  demand(caller, "GET /api/v1/schedules");
  return bookIn(deps).list();
}

/** Throws EdgeError `not-found`. */
export async function oneSchedule(deps: ScheduleDeps, caller: Caller, uid: string): Promise<WholeSchedule> {
  demand(caller, "GET /api/v1/schedules/:uid");
  return found(await bookIn(deps).find(uid));
}

/** What became of its operations. Throws EdgeError `not-found`, `conflict` while it is not made, and `unavailable`. */
export async function scheduleActuals(deps: ScheduleDeps, caller: Caller, uid: string): Promise<ScheduleActuals> {
  demand(caller, "GET /api/v1/schedules/:uid/actuals");
  return found(await bookIn(deps).actuals(uid));
}

/** When its machines do not work within a span, ms since 1970. Throws EdgeError `not-found`. */
export async function closedTimes(
  deps: ScheduleDeps,
  caller: Caller,
  { uid, from, to }: { readonly uid: string; readonly from: number; readonly to: number },
): Promise<ClosedTimes> {
  demand(caller, "GET /api/v1/schedules/:uid/closed");
  return found(await bookIn(deps).closed(uid, { from, to }));
}

/** What stands against operations elsewhere; stores nothing. Throws EdgeError as `ScheduleBook.check`, `not-found`. */
export async function checkSchedule(
  deps: ScheduleDeps,
  caller: Caller,
  { uid, moves }: { readonly uid: string; readonly moves: readonly ScheduleMove[] },
): Promise<CheckedMoves> {
  demand(caller, "POST /api/v1/schedules/:uid/check");
  return found(await bookIn(deps).check(uid, moves));
}

/** Throws EdgeError `not-found`, and `conflict` while it is not made. */
export async function exportSchedule(
  deps: ScheduleDeps,
  caller: Caller,
  asked: { readonly uid: string; readonly format: ScheduleFormat; readonly language: Language },
): Promise<WrittenSchedule> {
  demand(caller, "GET /api/v1/schedules/:uid/export");
  return found(await bookIn(deps).written(asked.uid, asked.format, asked.language));
}

/** Removes a schedule, and ends its search where that goes on. Throws EdgeError `not-found`. */
export async function removeSchedule(deps: ScheduleDeps, caller: Caller, uid: string): Promise<void> {
  demand(caller, "DELETE /api/v1/schedules/:uid");
  const book = bookIn(deps);
  const head = book.list().find((one) => one.uid === uid);
  const target = head === undefined ? uid : nameOf(head);
  const act = { principal: principalFrom(caller), action: "schedule.remove", target };
  await onRecord(deps.journal, act, async () => {
    if (!(await book.remove(uid))) throw notFound();
  });
}

/** The work plan of the plant as the edge knows it now. Throws EdgeError `unavailable`. */
export async function plantPlan(deps: ScheduleDeps, caller: Caller): Promise<PlantPlan> {
  demand(caller, "GET /api/v1/schedules/plant");
  return await bookIn(deps).plant();
}

/** For the audit log: names may be given twice. */
function nameOf({ name, uid }: ScheduleHead): string {
  return `${name} (${uid})`;
}

function bookIn({ schedules }: ScheduleDeps): ScheduleBook {
  if (schedules === undefined) throw new EdgeError("unavailable", "This edge makes no schedules.");
  return schedules;
}

function found<T>(one: T | undefined): T {
  if (one === undefined) throw notFound();
  return one;
}

function notFound(): EdgeError {
  return new EdgeError("not-found", "No schedule has this uid. GET /api/v1/schedules lists them all.");
}
