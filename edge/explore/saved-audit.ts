/** Changes of saved records as the audit log has them. */
import { randomUUID } from "node:crypto";
import type { Act } from "../contracts/access/journal.ts";
import type { Saved } from "../contracts/explore/record.ts";
import type { SavedBy } from "../contracts/explore/saved-book.ts";

/** The entry of a change that is done, written with the record. */
export function entryOf(
  verb: "save" | "remove",
  { before, after }: { readonly before?: Saved | undefined; readonly after?: Saved },
  { principal, at }: SavedBy,
): Act & { readonly deedUid: string } {
  const { kind, uid } = (after ?? before) as Saved;
  return {
    principal,
    action: `${kind}.${verb}`,
    target: uid,
    result: "done",
    before: before === undefined ? null : factsOf(before),
    after: after === undefined ? null : factsOf(after),
    deedUid: randomUUID(),
    doneAt: at,
  };
}

/** The part of a record that the audit log keeps: enough to see the change. */
function factsOf({ kind, scope, owner, revision, content }: Saved): object {
  const about = { scope, owner, revision };
  if ("text" in content) return { ...about, from: content.from, to: content.to, text: content.text };
  if ("expression" in content) return { ...about, name: content.name, expression: content.expression.text };
  if ("rule" in content) return { ...about, name: content.name, expression: content.rule.expression.text };
  return { ...about, name: content.name, curves: kind === "view" ? content.curves.length : 0 };
}
