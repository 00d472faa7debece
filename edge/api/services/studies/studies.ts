import type { Journal } from "../../../contracts/access/journal.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Study, StudyBook, StudyHead, StudyProgress, StudyQuestion } from "../../../contracts/forecast/studies.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { AdviceBook } from "../../../contracts/records/advice-book.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import { onRecord, refusalOnRecord } from "../on-record.ts";

export interface StudyDeps {
  /** Absent where the edge makes no studies. */
  readonly studies?: StudyBook;
  /** Absent where the edge keeps no recommendations. */
  readonly advice?: Pick<AdviceBook, "note">;
  readonly journal: Pick<Journal, "record">;
  now(): Micros;
}

/** One study, and how far it is while it is being made. */
export type StudyView<T extends StudyHead = StudyHead> = T & { readonly progress: StudyProgress | null };

/** Stores a study, which is made in its turn. Throws EdgeError as `StudyBook.ask`. */
export async function askStudy(deps: StudyDeps, caller: Caller, question: StudyQuestion): Promise<StudyView> {
  demand(caller, "POST /api/v1/studies");
  const book = bookIn(deps);
  const principal = principalFrom(caller);
  const act = { principal, action: "study.ask" };
  const head = await refusalOnRecord(deps.journal, { ...act, target: "study" }, () =>
    book.ask(question, principal.user),
  );
  await deps.journal.record({ ...act, target: nameOf(head), result: "done" });
  return { ...head, progress: null };
}

/** Newest first. */
export function listStudies(deps: StudyDeps, caller: Caller): readonly StudyView[] {
  demand(caller, "GET /api/v1/studies");
  const book = bookIn(deps);
  return book.list().map((head) => ({ ...head, progress: book.progressOf(head.uid) ?? null }));
}

/** Throws EdgeError `not-found`. */
export async function oneStudy(deps: StudyDeps, caller: Caller, uid: string): Promise<StudyView<Study>> {
  demand(caller, "GET /api/v1/studies/:uid");
  const book = bookIn(deps);
  const found = await book.find(uid);
  if (found === undefined) throw notFound();
  return { ...found, progress: book.progressOf(uid) ?? null };
}

/**
 * Puts the pick of a study into the book of recommendations, once; gives the uid that it has there. Throws EdgeError
 * `not-found`, `conflict` with the reason where nothing is recommended, and `unavailable`.
 */
export async function recommendStudy(deps: StudyDeps, caller: Caller, uid: string): Promise<string> {
  demand(caller, "POST /api/v1/studies/:uid/recommendation");
  const book = bookIn(deps);
  const { advice, journal } = deps;
  if (advice === undefined) throw new EdgeError("unavailable", "This edge keeps no recommendations.");
  const head = book.list().find((one) => one.uid === uid);
  if (head !== undefined && head.adviceUid !== null) return head.adviceUid;
  const target = head === undefined ? uid : nameOf(head);
  const act = { principal: principalFrom(caller), action: "study.recommend", target };
  const adviceUid = await onRecord(journal, act, async () => {
    const picked = await book.advice(uid);
    if (picked === undefined) throw notFound();
    const noted = (await advice.note([picked], deps.now())).get(picked.key);
    if (noted === undefined)
      throw new EdgeError("unavailable", "Too many recommendations wait. Decide on some, then try again.");
    return noted.adviceUid;
  });
  // After the entry: what was noted is in the audit log, also where the study cannot be written.
  await book.advised(uid, adviceUid);
  return adviceUid;
}

/** Removes a study, and ends it where it is being made. Throws EdgeError `not-found`. */
export async function removeStudy(deps: StudyDeps, caller: Caller, uid: string): Promise<void> {
  demand(caller, "DELETE /api/v1/studies/:uid");
  const book = bookIn(deps);
  const head = book.list().find((one) => one.uid === uid);
  const target = head === undefined ? uid : nameOf(head);
  const act = { principal: principalFrom(caller), action: "study.remove", target };
  await onRecord(deps.journal, act, async () => {
    if (!(await book.remove(uid))) throw notFound();
  });
}

/** For the audit log: names may be given twice. */
function nameOf({ name, uid }: StudyHead): string {
  return `${name} (${uid})`;
}

function bookIn({ studies }: StudyDeps): StudyBook {
  if (studies === undefined) throw new EdgeError("unavailable", "This edge makes no studies.");
  return studies;
}

function notFound(): EdgeError {
  return new EdgeError("not-found", "No study has this uid. GET /api/v1/studies lists them all.");
}
