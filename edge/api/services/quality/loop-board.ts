import type { Micros } from "../../../contracts/path/sample-batch.ts";
import type { DefectView } from "../../../contracts/quality/causes.ts";
import type { EffectCheck } from "../../../contracts/quality/loop.ts";
import { isOpenWork } from "../../../contracts/records/work-item.ts";
import { type Caller, demand } from "../caller.ts";
import { actorOf } from "../record-actor.ts";
import { keptWork, viewOf, type WorkView } from "../work/list.ts";
import { type CaseDeps, type CaseItem, casesIn } from "./cases.ts";
import { effectOfItem } from "./effect.ts";

/** Steps of the loop, in order. */
export const LOOP_STEPS = ["defect", "containment", "cause", "action", "check", "closed"] as const;
type LoopStep = (typeof LOOP_STEPS)[number];

/** A class of defects, or a case, in the step that it waits in. */
export interface LoopEntry {
  readonly key: string;
  readonly step: LoopStep;
  /** Since when it is in this step. */
  readonly since: Micros;
  /** Null where the book of causes no longer has the class. */
  readonly defect: DefectView | null;
  /** Null: nobody opened a case. */
  readonly work: WorkView | null;
  readonly effect: EffectCheck | null;
  /** The closed case of this class that bad pieces followed; null: none. */
  readonly recursOf: string | null;
}

/** Closed cases that are listed. */
const MOST_CLOSED = 20;
/** A class without a case is listed until so long after its newest bad piece. */
const LISTED_US = 7 * 86_400e6;

/** Classes and cases by their step, oldest first. Throws EdgeError `unavailable`. */
export async function loopBoard(
  deps: CaseDeps,
  caller: Caller,
): Promise<{ readonly isCurrent: boolean; readonly entries: readonly LoopEntry[] }> {
  demand(caller, "GET /api/v1/quality/loop");
  const items = casesIn(keptWork(deps).newestFirst());
  const defects = new Map((await deps.causes?.defects())?.map((one) => [one.key, one]));
  const open = items.filter(isOpenWork);
  const ended = items.filter((item) => !isOpenWork(item)).slice(0, MOST_CLOSED);
  const entries: LoopEntry[] = [];
  for (const item of [...open, ...ended]) entries.push(await caseEntry(deps, caller, { item, defects }));
  for (const defect of defects.values()) {
    if (open.some(({ payload }) => payload.key === defect.key)) continue;
    const closed = items.find((item) => item.payload.key === defect.key && item.acts.at(-1)?.kind === "verify");
    const entry = classEntry(defect, { closed, now: deps.now() });
    if (entry !== undefined) entries.push(entry);
  }
  return { isCurrent: deps.causes?.isCurrent ?? true, entries: entries.sort((a, b) => a.since - b.since) };
}

async function caseEntry(
  deps: CaseDeps,
  caller: Caller,
  { item, defects }: { readonly item: CaseItem; readonly defects: ReadonlyMap<string, DefectView> },
): Promise<LoopEntry> {
  const work = viewOf(deps, actorOf(caller), item);
  const { key } = item.payload;
  const defect = defects.get(key) ?? null;
  const at = { key, defect, work, effect: (await effectOfItem(deps, item)) ?? null, recursOf: null };
  switch (work.state) {
    case "reported":
      return { ...at, step: "cause", since: item.reportedAt };
    case "finished":
      return { ...at, step: "check", since: work.finishedAt ?? item.reportedAt };
    case "closed":
    case "rejected":
      return { ...at, step: "closed", since: work.endedAt ?? item.reportedAt };
    default:
      return { ...at, step: "action", since: (work.startedAt ?? work.plan?.at) || item.reportedAt };
  }
}

/** Undefined for a class that is over: its bad pieces are old, or all of them are older than the closing. */
function classEntry(
  defect: DefectView,
  { closed, now }: { readonly closed: CaseItem | undefined; readonly now: Micros },
): LoopEntry | undefined {
  const { key, newestAt, ranking, uncontained } = defect;
  const closedAt = closed?.acts.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  if (now - newestAt > LISTED_US || newestAt <= closedAt) return undefined;
  const at = { key, defect, work: null, effect: null, recursOf: closed?.itemUid ?? null };
  if (ranking === null || ranking.foundAt === null || ranking.at <= closedAt)
    return { ...at, step: "defect", since: newestAt };
  return { ...at, step: uncontained > 0 ? "containment" : "cause", since: ranking.foundAt };
}
