import { EdgeError } from "../errors.ts";
import type { Micros } from "../path/sample-batch.ts";

interface Act {
  readonly actUid: string;
  readonly kind: string;
  readonly at: Micros;
  readonly by: { readonly name: string };
}

/**
 * The act as a record takes it that began at `since` and has `acts`: never older than the one before, because a clock
 * that was set back must not keep people from acting. Throws EdgeError `conflict` where another act has its uid.
 */
export function nextAct<A extends Act>(act: A, acts: readonly A[], since: Micros): A {
  const same = acts.find(({ actUid }) => actUid === act.actUid);
  if (same !== undefined && (same.kind !== act.kind || same.by.name !== act.by.name))
    throw new EdgeError("conflict", "another act has this actUid; give a new one");
  return { ...act, at: Math.max(act.at, acts.at(-1)?.at ?? since) };
}
