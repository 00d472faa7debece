/** Decisions that a kill, or the disk, kept from the file after their work item was stored (rule R31). Pure. */
import type { Principal } from "../contracts/access/journal.ts";
import type { Recommendation } from "../contracts/records/advice-book.ts";
import { type AdviceAct, adviceState } from "../contracts/records/recommendation.ts";
import type { WorkItem } from "../contracts/records/work-book.ts";

/** An item as far as a decision follows from it. */
export type AcceptingItem = Pick<WorkItem, "itemUid" | "accepts" | "reportedAt" | "reportedBy">;

export interface UnfinishedDecision {
  readonly adviceUid: string;
  readonly act: AdviceAct;
  readonly principal: Principal;
}

/** The item says who accepted what and when, so that the decision stays that person's. */
export function unfinishedIn(
  items: Iterable<AcceptingItem>,
  find: (adviceUid: string) => Recommendation | undefined,
): UnfinishedDecision[] {
  const unfinished: UnfinishedDecision[] = [];
  for (const { itemUid, accepts, reportedAt: at, reportedBy: by } of items) {
    const advice = accepts === undefined ? undefined : find(accepts.adviceUid);
    if (accepts === undefined || advice === undefined || adviceState(advice) !== "proposed") continue;
    // Somebody decided otherwise since, and took it back.
    if ((advice.acts.at(-1)?.at ?? 0) > at) continue;
    const { adviceUid, actUid, role, note } = accepts;
    unfinished.push({
      adviceUid,
      act: { actUid, kind: "accept", at, by, itemUid, ...(note === undefined ? {} : { note }) },
      principal: { user: by.name, role, origin: "" },
    });
  }
  return unfinished;
}
