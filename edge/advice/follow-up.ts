/** What becomes of a recommendation by itself: it ends with its reason, its time or its work (rule R31). Pure. */
import type { AlertView } from "../contracts/alerts/alert.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import { itemOf, type Recommendation } from "../contracts/records/advice-book.ts";
import { type AdviceAct, adviceState } from "../contracts/records/recommendation.ts";
import { foundKindOf, verdictOf, type WorkItem } from "../contracts/records/work-book.ts";
import { workState } from "../contracts/records/work-item.ts";
import type { AcceptingItem } from "./unfinished.ts";

/** What the edge knows of the records that a recommendation rests on and leads to. */
export interface FollowedRecords {
  alert(alertUid: string): Pick<AlertView, "occurrenceUid" | "clearedAt"> | undefined;
  item(itemUid: string): WorkItem | undefined;
  items(): Iterable<AcceptingItem>;
}

type NextAct = Pick<AdviceAct, "kind" | "outcome" | "note">;

/** The act that is due now; undefined while there is none. */
export function nextActOf(advice: Recommendation, now: Micros, known: FollowedRecords): NextAct | undefined {
  switch (adviceState(advice)) {
    case "proposed":
      if (now > advice.validUntil) return { kind: "expire" };
      return hasEnded(advice, known) ? { kind: "withdraw", note: "the alert has ended" } : undefined;
    case "accepted":
    case "carried-out":
      return afterWork(advice, now, known);
    default:
      return undefined;
  }
}

function afterWork(advice: Recommendation, now: Micros, known: FollowedRecords): NextAct | undefined {
  const itemUid = itemOf(advice);
  if (itemUid === undefined) {
    // Nobody reports work that is no item: its reason tells when it is over.
    if (hasEnded(advice, known)) return { kind: "assess", outcome: { verdict: "over" } };
    return now > advice.validUntil ? { kind: "assess", outcome: { verdict: "unknown" } } : undefined;
  }
  const item = known.item(itemUid);
  // The book keeps 20,000 items that are over; an older one says nothing any more.
  if (item === undefined) return { kind: "assess", outcome: { verdict: "unknown" } };
  const found = foundKindOf(item);
  const of = found === undefined ? {} : { found };
  switch (workState(item)) {
    case "rejected":
      return { kind: "assess", outcome: { verdict: verdictOf(item) ?? "not-done", ...of } };
    case "finished":
      return adviceState(advice) === "accepted" ? { kind: "carry-out" } : undefined;
    case "closed":
      if (adviceState(advice) === "accepted") return { kind: "carry-out" };
      return { kind: "assess", outcome: { verdict: verdictOf(item) ?? "unknown", ...of } };
    default:
      return undefined;
  }
}

/** Whether an alert that it rests on is over, or has been raised anew since. */
function hasEnded({ basis }: Recommendation, { alert }: FollowedRecords): boolean {
  return basis.some(({ kind, uid, occurrenceUid }) => {
    if (kind !== "alert") return false;
    const found = alert(uid);
    return found !== undefined && (found.clearedAt !== undefined || found.occurrenceUid !== occurrenceUid);
  });
}
