import { isAtLeast } from "../../../contracts/access/access.ts";
import type { AlertBook } from "../../../contracts/alerts/alert.ts";
import { EdgeError } from "../../../contracts/errors.ts";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { AdviceBook } from "../../../contracts/records/advice-book.ts";
import { isRefused } from "../../../contracts/records/life-cycle.ts";
import { wholeFacts } from "../../../contracts/records/permit-acts.ts";
import { verdictOf, type WorkBook, type WorkItem } from "../../../contracts/records/work-book.ts";
import { isOpenState, WORK_CYCLE, type WorkState } from "../../../contracts/records/work-cycle.ts";
import { afterWork, type WorkAct, workState } from "../../../contracts/records/work-item.ts";
import { inspectionOf } from "../../../contracts/safety/loop-facts.ts";
import { permitOf } from "../../../contracts/safety/permit.ts";
import { responseOf } from "../../../contracts/safety/response.ts";
import { type Caller, demand } from "../caller.ts";
import { bounded, type Range } from "../range.ts";
import { actorOf, type RecordActor } from "../record-actor.ts";

export const DEFAULT_ITEMS = 100;
export const MOST_ITEMS = 500;
/** A page ends early at this size; one item of the book may have 256 KiB. */
const PAGE_BYTES = 4 * 2 ** 20;
const WORK_ACTS = Object.keys(WORK_CYCLE.acts) as readonly WorkAct["kind"][];

export interface WorkDeps {
  /** Absent where the edge keeps no work items. */
  readonly work?: WorkBook;
  readonly alerts: Pick<AlertBook, "find">;
  /** Absent where the edge keeps no recommendations. */
  readonly advice?: Pick<AdviceBook, "find">;
  now(): Micros;
}

/** An item as callers see it: its facts, and what follows from its acts. */
export interface WorkView {
  readonly item: WorkItem;
  readonly state: WorkState;
  /** The newest plan. */
  readonly plan?: WorkAct | undefined;
  readonly startedAt?: Micros | undefined;
  readonly finishedAt?: Micros | undefined;
  /** Closed or rejected. */
  readonly endedAt?: Micros | undefined;
  readonly isOverdue: boolean;
  readonly causeKind?: "alert" | "recommendation" | "work-item" | "plan" | undefined;
  readonly verdict?: WorkAct["verdict"];
  /** Acts that the caller may do now. */
  readonly may: readonly WorkAct["kind"][];
}

/** Values that an item must have; an absent field matches every item. */
export interface WorkFilter {
  readonly state?: WorkState | "open" | "all" | undefined;
  readonly asset?: string | undefined;
  readonly kind?: WorkItem["kind"] | undefined;
  readonly cause?: string | undefined;
  readonly range?: Range | undefined;
  /** Only hidden dangers, inspections of the register and permits, or all but these. */
  readonly safety?: boolean | undefined;
}

/** Items that fit, newest report first. Throws EdgeError `bad-request`, `unavailable`. */
export function listWork(
  deps: WorkDeps,
  caller: Caller,
  {
    limit,
    cursor,
    ...filter
  }: WorkFilter & { readonly limit?: number | undefined; readonly cursor?: string | undefined },
): {
  readonly version: number;
  readonly openCount: number;
  readonly items: readonly WorkView[];
  readonly cursor?: string;
} {
  demand(caller, "GET /api/v1/work-items");
  const work = keptWork(deps);
  const most = bounded("limit", limit, { byDefault: DEFAULT_ITEMS, most: MOST_ITEMS });
  const from = cursor === undefined ? work.newestFirst() : work.before(cursor);
  if (from === undefined) throw new EdgeError("bad-request", "cursor: no such page; begin again without a cursor");
  const { version } = work;
  const openCount = filter.safety === undefined ? work.openCount : openOf(work, filter.safety);
  const actor = actorOf(caller);
  const items: WorkView[] = [];
  let bytes = 0;
  for (const item of from) {
    if (!fits(item, filter)) continue;
    const last = items.at(-1);
    if (last !== undefined && (items.length >= most || bytes >= PAGE_BYTES))
      return { version, openCount, items, cursor: last.item.itemUid };
    items.push(viewOf(deps, actor, item));
    bytes += JSON.stringify(item).length;
  }
  return { version, openCount, items };
}

function openOf(work: WorkBook, safety: boolean): number {
  let count = 0;
  for (const item of work.newestFirst()) if (fits(item, { safety })) count++;
  return count;
}

/** One item. Throws EdgeError `not-found`, `unavailable`. */
export function workItem(deps: WorkDeps, caller: Caller, itemUid: string): WorkView {
  demand(caller, "GET /api/v1/work-items/:itemUid");
  const item = keptWork(deps).find(itemUid);
  if (item === undefined) throw new EdgeError("not-found", `there is no work item ${itemUid}`);
  return viewOf(deps, actorOf(caller), item);
}

/** Throws EdgeError `unavailable`. */
export function keptWork({ work }: Pick<WorkDeps, "work">): WorkBook {
  if (work === undefined) throw new EdgeError("unavailable", "This edge keeps no work items.");
  return work;
}

export function fits(item: WorkItem, { state = "open", asset, kind, cause, range, safety }: WorkFilter): boolean {
  return (
    (safety === undefined || safety === isOfSafety(item)) &&
    (asset === undefined || item.about.assetUid === asset) &&
    (kind === undefined || item.kind === kind) &&
    (cause === undefined || item.cause === cause) &&
    (range === undefined || (item.reportedAt >= range.from && item.reportedAt < range.to)) &&
    isIn(workState(item), state)
  );
}

function isOfSafety(item: WorkItem): boolean {
  return (
    item.kind === "hidden-danger" || [inspectionOf, permitOf, responseOf].some((factsOf) => factsOf(item) !== undefined)
  );
}

function isIn(state: WorkState, asked: WorkState | "open" | "all"): boolean {
  if (asked === "all") return true;
  return asked === "open" ? isOpenState(state) : state === asked;
}

export function viewOf(deps: WorkDeps, actor: RecordActor, item: WorkItem): WorkView {
  const state = workState(item);
  const newest = (kind: WorkAct["kind"]) => item.acts.findLast((act) => act.kind === kind);
  const plan = newest("plan");
  const isWaiting = state === "reported" || state === "planned" || state === "in-progress";
  return {
    item,
    state,
    plan,
    startedAt: newest("start")?.at,
    finishedAt: newest("finish")?.at,
    endedAt: (newest("verify") ?? newest("reject"))?.at,
    isOverdue: isWaiting && plan?.due !== undefined && plan.due < deps.now(),
    causeKind: causeKindOf(deps, item),
    verdict: verdictOf(item),
    may: WORK_ACTS.filter((kind) => mayDo(deps, actor, { item, kind })),
  };
}

function causeKindOf({ work, advice, alerts }: WorkDeps, { cause, schedule }: WorkItem): WorkView["causeKind"] {
  if (cause === undefined) return undefined;
  if (schedule !== undefined && cause.startsWith(`${schedule.uid}/`)) return "plan";
  if (work?.find(cause) !== undefined) return "work-item";
  if (advice?.find(cause) !== undefined) return "recommendation";
  return alerts.find(cause) === undefined ? undefined : "alert";
}

/** Whether the act would be taken if it had all facts that it needs. */
function mayDo(
  { now }: WorkDeps,
  { by, role }: RecordActor,
  { item, kind }: { readonly item: WorkItem; readonly kind: WorkAct["kind"] },
): boolean {
  // The life cycle asks programs for no role; the routes do.
  if (!isAtLeast(role, "operator")) return false;
  const at = Math.max(now(), item.acts.at(-1)?.at ?? item.reportedAt);
  const ticks = (inspectionOf(item)?.items ?? []).map(() => ({ result: "ok" as const }));
  const five = { level: "major", measure: "-", money: 0, contingency: "-" } as const;
  const facts = {
    assignee: by.name,
    due: at + 1,
    grade: 1,
    done: "-",
    doneBy: by.name,
    note: "-",
    step: { at: 0, result: "done" as const },
    ticks,
    ...five,
    ...wholeFacts(item, at),
  };
  // No act of the item has an empty uid: a known one would not be judged.
  return !isRefused(afterWork(item, { ...facts, actUid: "", kind, at, by } as WorkAct, role));
}
