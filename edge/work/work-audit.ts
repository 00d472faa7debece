/** Reports and acts on work items as the audit log has them. */
import { randomUUID } from "node:crypto";
import type { Act, Principal } from "../contracts/access/journal.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { WorkItem } from "../contracts/records/work-book.ts";
import { type WorkAct, workState } from "../contracts/records/work-item.ts";
import { picturesOf, picturesOfAct } from "../contracts/safety/pictures.ts";

/** A person's or program's step: a report, or an act of this kind. */
export interface Step {
  readonly kind: "report" | WorkAct["kind"];
  readonly itemUid: string;
  readonly at: Micros;
  readonly principal: Principal;
  readonly note?: string | undefined;
}

/** The entry of a step that is done, written with the item. */
export function doneEntry(step: Step, before: WorkItem | undefined, after: WorkItem) {
  return {
    ...entryOf(step),
    result: "done" as const,
    before: before === undefined ? null : factsOf(before),
    after: factsOf(after),
    deedUid: randomUUID(),
    doneAt: step.at,
  };
}

export function refusedEntry(step: Step, before: WorkItem | undefined, reason: string): Act {
  return { ...entryOf(step), result: "refused", before: before === undefined ? null : factsOf(before), reason };
}

function entryOf({ kind, itemUid, principal, note }: Step) {
  return { principal, action: `work.${kind}`, target: itemUid, ...(note === undefined ? {} : { reason: note }) };
}

/** The part of an item that the audit log keeps: enough to see the change. */
function factsOf(item: WorkItem): object {
  const { kind, about, cause, acts } = item;
  const last = acts.at(-1);
  const { assignee, due, grade, verdict, foundKind, replaced, doneBy } = last ?? {};
  const pictures = last === undefined ? [...picturesOf(item)] : picturesOfAct(last);
  return {
    ...{ kind, ...about, cause, state: workState(item), assignee, due, grade, verdict, foundKind, replaced, doneBy },
    ...(pictures.length === 0 ? {} : { pictures }),
  };
}
