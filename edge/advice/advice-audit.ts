/** Decisions on recommendations as the audit log has them. */
import { randomUUID } from "node:crypto";
import type { Act, Principal } from "../contracts/access/journal.ts";
import type { Recommendation } from "../contracts/records/advice-book.ts";
import { type AdviceAct, adviceState } from "../contracts/records/recommendation.ts";

/** The entry of a decision that is made, written with the recommendation. */
export function decidedEntry(act: AdviceAct, principal: Principal, before: Recommendation, after: Recommendation) {
  return {
    ...entryOf(act, principal, before.adviceUid),
    result: "done" as const,
    before: factsOf(before),
    after: factsOf(after),
    deedUid: randomUUID(),
    doneAt: act.at,
  };
}

export function refusedEntry(act: AdviceAct, principal: Principal, adviceUid: string, reason: string): Act {
  return { ...entryOf(act, principal, adviceUid), result: "refused", reason };
}

function entryOf({ kind, note }: AdviceAct, principal: Principal, adviceUid: string) {
  return { principal, action: `advice.${kind}`, target: adviceUid, ...(note === undefined ? {} : { reason: note }) };
}

/** The part that the audit log keeps: enough to see the change. */
function factsOf(advice: Recommendation): object {
  const { rule, about, what, acts } = advice;
  return { rule, ...about, what: what.en, state: adviceState(advice), itemUid: acts.at(-1)?.itemUid };
}
