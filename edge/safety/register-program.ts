/** The register as the author of records that the edge writes itself. */
import type { Principal } from "../contracts/access/journal.ts";
import type { WorkBook, WorkItem } from "../contracts/records/work-book.ts";
import type { WorkAct } from "../contracts/records/work-item.ts";
import { isOfRegister, REGISTER_PROGRAM } from "../contracts/safety/register-program.ts";
import { uidOf } from "./inspections/windows.ts";

export const REGISTER_PRINCIPAL: Principal = { user: REGISTER_PROGRAM.name, role: "edge", origin: "edge" };

/**
 * Uid of an act of the register on an item: the same after a kill, and none that somebody else gave an act of theirs,
 * which would keep the register from acting.
 */
export function registerActUid(
  subject: string,
  { itemUid, acts }: { readonly itemUid: string; readonly acts: readonly WorkAct[] },
): string {
  for (let n = 0; ; n++) {
    const uid = uidOf(`${subject} ${itemUid} ${n}`);
    const known = acts.find(({ actUid }) => actUid === uid);
    if (known === undefined || isOfRegister(known)) return uid;
  }
}

/**
 * Acts once for each subject of an item, also over a kill. Rejects with EdgeError `conflict`, `not-found`,
 * `unavailable`, `disk`.
 */
export async function actAsRegister(
  work: Pick<WorkBook, "act">,
  item: WorkItem,
  { subject, ...act }: Pick<WorkAct, "kind" | "at" | "note"> & { readonly subject: string },
): Promise<void> {
  const whole = { ...act, actUid: registerActUid(subject, item), by: REGISTER_PROGRAM };
  await work.act(item.itemUid, whole, { role: "operator", principal: REGISTER_PRINCIPAL });
}
