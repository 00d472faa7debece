import type { AlertBook } from "../../../contracts/alerts/alert.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import {
  type AdviceBook,
  type FollowUp,
  followUpOf,
  itemOf,
  outcomeOf,
  type Ranking,
  type Recommendation,
} from "../../../contracts/records/advice-book.ts";
import type { AdviceState } from "../../../contracts/records/advice-words.ts";
import { isRefused } from "../../../contracts/records/life-cycle.ts";
import { type AdviceAct, adviceState, afterAdvice } from "../../../contracts/records/recommendation.ts";
import type { NewWorkItem, WorkBook } from "../../../contracts/records/work-book.ts";
import { type Caller, demand, principalFrom } from "../caller.ts";
import { bounded } from "../range.ts";
import { actorOf, type RecordActor } from "../record-actor.ts";
import { takenFrom } from "./acts.ts";
import { keptWork } from "./list.ts";

export const DEFAULT_ADVICE = 50;
export const MOST_ADVICE = 500;
const WEEK_US = 7 * 86_400e6;

/** Acts of people. The edge itself does the others. */
export const DECISIONS = ["accept", "decline", "not-useful", "take-back"] as const;
type Decision = (typeof DECISIONS)[number];

export interface AdviceDeps {
  /** Absent where the edge keeps no recommendations. */
  readonly advice?: AdviceBook;
  /** Absent where the edge keeps no work items. */
  readonly work?: WorkBook;
  readonly alerts: Pick<AlertBook, "find">;
  now(): Micros;
}

/** A recommendation as callers see it. */
export interface AdviceView {
  readonly advice: Recommendation;
  readonly state: AdviceState;
  readonly itemUid: string | undefined;
  readonly outcome: AdviceAct["outcome"];
  /** Decisions that the caller may make now. */
  readonly may: readonly Decision[];
}

interface AdviceFilter {
  /** `open`: waits for a decision. */
  readonly state?: AdviceState | "open" | "all" | undefined;
  readonly asset?: string | undefined;
  readonly rule?: string | undefined;
}

interface AskedAdvice extends AdviceFilter {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

interface AdvicePage {
  readonly version: number;
  readonly openCount: number;
  readonly ranking: Ranking;
  readonly leftOut: number;
  /** Of the last seven days. */
  readonly followUp: FollowUp;
  readonly recommendations: readonly AdviceView[];
  readonly cursor?: string;
}

/** Recommendations that fit, newest first. Throws EdgeError `bad-request`, `unavailable`. */
export function listAdvice(deps: AdviceDeps, caller: Caller, { limit, cursor, ...filter }: AskedAdvice): AdvicePage {
  demand(caller, "GET /api/v1/recommendations");
  const book = keptAdvice(deps);
  const most = bounded("limit", limit, { byDefault: DEFAULT_ADVICE, most: MOST_ADVICE });
  const from = cursor === undefined ? book.newestFirst() : book.before(cursor);
  if (from === undefined) throw new EdgeError("bad-request", "cursor: no such page; begin again without a cursor");
  const { version, openCount, ranking, leftOut } = book;
  const page = { version, openCount, ranking, leftOut, followUp: followUpOf(book, deps.now() - WEEK_US) };
  const actor = actorOf(caller);
  const recommendations: AdviceView[] = [];
  for (const advice of from) {
    if (!fits(advice, filter)) continue;
    const last = recommendations.at(-1);
    if (last !== undefined && recommendations.length >= most)
      return { ...page, recommendations, cursor: last.advice.adviceUid };
    recommendations.push(viewOf(deps, actor, advice));
  }
  return { ...page, recommendations };
}

/** One recommendation. Throws EdgeError `not-found`, `unavailable`. */
export function oneAdvice(deps: AdviceDeps, caller: Caller, adviceUid: string): AdviceView {
  demand(caller, "GET /api/v1/recommendations/:adviceUid");
  return viewOf(deps, actorOf(caller), foundAdvice(deps, adviceUid));
}

/** A decision as a caller writes it. */
export interface AskedDecision {
  readonly actUid: string;
  readonly kind: Decision;
  readonly note?: string | undefined;
  /** For `accept`: report the work item that carries it out. */
  readonly reportWork?: boolean | undefined;
}

/**
 * Decides on a recommendation. Throws EdgeError `forbidden`, `not-found`, `bad-request`, `conflict`, `unavailable`.
 */
export async function decideAdvice(
  deps: AdviceDeps,
  caller: Caller,
  { adviceUid, act }: { readonly adviceUid: string; readonly act: AskedDecision },
): Promise<AdviceView> {
  demand(caller, "POST /api/v1/recommendations/:adviceUid/acts");
  const book = keptAdvice(deps);
  const actor = actorOf(caller);
  const { actUid, kind, note, reportWork } = act;
  const at = Math.max(deps.now(), book.find(adviceUid)?.acts.at(-1)?.at ?? 0);
  const asked: AdviceAct = { actUid, kind, at, by: actor.by, ...(note === undefined ? {} : { note }) };
  const itemUid =
    kind === "accept" && reportWork === true ? await reported(deps, caller, { adviceUid, asked }) : undefined;
  const after = await book.act(
    adviceUid,
    { ...asked, ...(itemUid === undefined ? {} : { itemUid }) },
    { role: actor.role, principal: principalFrom(caller) },
  );
  return viewOf(deps, actor, after);
}

/**
 * The work item of an accepted recommendation. It comes from the alert behind it where there is one, so that what
 * people find counts as a verdict on the finding (rule VL1). A repeated request finds the same item by its cause. The
 * item says which decision it belongs to: after a kill in between, the book of recommendations makes up for it.
 */
async function reported(
  deps: AdviceDeps,
  caller: Caller,
  { adviceUid, asked }: { readonly adviceUid: string; readonly asked: AdviceAct },
): Promise<string | undefined> {
  const advice = foundAdvice(deps, adviceUid);
  const { about, what, evidence, acts } = advice;
  const same = acts.find(({ actUid }) => actUid === asked.actUid);
  if (same !== undefined) return same.itemUid;
  const { by, role } = actorOf(caller);
  const after = afterAdvice(advice, asked, role);
  // A refused decision leaves no work behind. The book refuses it once more, on record.
  if (isRefused(after)) return undefined;
  if (about.assetUid === undefined)
    throw new EdgeError("bad-request", "reportWork: it is about no asset; accept it without a work item");
  const work = keptWork(deps);
  const alert = advice.basis.flatMap(({ kind, uid }) => (kind === "alert" ? (deps.alerts.find(uid) ?? []) : []))[0];
  const given: NewWorkItem = {
    kind: "maintenance",
    about: { ...about, assetUid: about.assetUid },
    title: what,
    ...(alert === undefined ? { evidence } : takenFrom(alert)),
    cause: alert?.alertUid ?? adviceUid,
    accepts: {
      ...{ adviceUid, actUid: asked.actUid, role: principalFrom(caller).role },
      ...(asked.note === undefined ? {} : { note: asked.note }),
    },
    reportedAt: deps.now(),
    reportedBy: by,
  };
  return (await work.report(given, principalFrom(caller))).item.itemUid;
}

function foundAdvice(deps: AdviceDeps, adviceUid: string): Recommendation {
  const advice = keptAdvice(deps).find(adviceUid);
  if (advice === undefined) throw new EdgeError("not-found", `there is no recommendation ${adviceUid}`);
  return advice;
}

function keptAdvice({ advice }: AdviceDeps): AdviceBook {
  if (advice === undefined) throw new EdgeError("unavailable", "This edge keeps no recommendations.");
  return advice;
}

function fits(advice: Recommendation, { state = "open", asset, rule }: AdviceFilter): boolean {
  const wanted = state === "open" ? "proposed" : state;
  return (
    (asset === undefined || advice.about.assetUid === asset) &&
    (rule === undefined || advice.rule === rule) &&
    (wanted === "all" || adviceState(advice) === wanted)
  );
}

function viewOf({ now }: AdviceDeps, { by, role }: RecordActor, advice: Recommendation): AdviceView {
  const at = Math.max(now(), advice.acts.at(-1)?.at ?? advice.proposedAt);
  // No act has an empty uid: a known one would not be judged.
  const mayDo = (kind: Decision) => !isRefused(afterAdvice(advice, { actUid: "", kind, at, by, note: "-" }, role));
  return {
    advice,
    state: adviceState(advice),
    itemUid: itemOf(advice),
    outcome: outcomeOf(advice),
    may: DECISIONS.filter(mayDo),
  };
}
