/** Whether emergency resources are in order, as far as the register and the inspections know (rule RE16). */
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { isMissed, uncheckedOf } from "../../../contracts/records/danger-acts.ts";
import type { WorkItem } from "../../../contracts/records/work-book.ts";
import { isOpenWork, workState } from "../../../contracts/records/work-item.ts";
import { inspectionOf } from "../../../contracts/safety/loop-facts.ts";
import type { Register } from "../../../contracts/safety/register.ts";
import { dateText } from "../../../contracts/words/time-text.ts";

/** `none`: nothing is known to be wrong, which does not say that the resource works. */
export type ResourceState = "expired" | "missed" | "late" | "none";

/**
 * The state of each resource: past its last day by the site's clocks, its newest inspection missed or with an item that
 * could not be checked, an inspection overdue. `items`: newest first.
 */
export function resourceStates(
  items: Iterable<WorkItem>,
  { now, timeZone }: { readonly now: Micros; readonly timeZone: string },
): (resource: Pick<Register["resources"][number], "id" | "expires">) => ResourceState {
  const today = dateText(now / 1000, timeZone);
  const newest = new Map<string, WorkItem>();
  const late = new Set<string>();
  for (const item of items) {
    const facts = inspectionOf(item);
    if (facts === undefined) continue;
    // The edge closes it in a moment.
    if (!isOpenWork(item) || workState(item) === "finished") {
      if (!newest.has(facts.task)) newest.set(facts.task, item);
    } else if (facts.to < now) late.add(facts.task);
  }
  return ({ id, expires }) => {
    const last = newest.get(`resource/${id}`);
    if (expires !== null && expires < today) return "expired";
    if (last !== undefined && (isMissed(last) || uncheckedOf(last) > 0)) return "missed";
    return late.has(`resource/${id}`) ? "late" : "none";
  };
}
