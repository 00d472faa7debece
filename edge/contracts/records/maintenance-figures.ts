/** Key figures of maintenance (rules WI15 to WI17 in docs/rules/work.md; ISO 14224, annex C). Pure. */
import type { Micros } from "../path/sample-batch.ts";
import type { AssetUid } from "../plant/tag.ts";
import { verdictOf, type WorkItem } from "./work-book.ts";
import { workState } from "./work-item.ts";

export interface MaintenanceFigures {
  /** Failures whose repair was finished in the range. */
  readonly failures: number;
  /** Operating time over failures, seconds; null without a failure or without operating time. */
  readonly mtbfS: number | null;
  /** Mean time that a repair was in progress (MRT of ISO 14224), seconds; null without a failure. */
  readonly mttrS: number | null;
  /** The time that `mtbfS` is a share of. */
  readonly operatingS: number | null;
  /** Source of that time: states of machines, or the calendar. */
  readonly timeBasis: "operating-time" | "calendar-time" | null;
  readonly verdicts: { readonly right: number; readonly wrong: number; readonly notUseful: number };
}

/** Time that an asset could fail in. */
export type FailureTime = Pick<MaintenanceFigures, "operatingS" | "timeBasis">;

/** Items of one asset, or of the plant, whose work was finished in [from, to) and is not returned. */
export function finishedIn(items: Iterable<WorkItem>, { from, to }: { from: Micros; to: Micros }): WorkItem[] {
  const found: WorkItem[] = [];
  for (const item of items) {
    const at = finishedAt(item);
    if (at !== undefined && at >= from && at < to) found.push(item);
  }
  return found;
}

export function figuresOfWork(items: readonly WorkItem[], { operatingS, timeBasis }: FailureTime): MaintenanceFigures {
  const failures = items.filter(isFailure);
  const repairS = failures.reduce((sum, item) => sum + inProgressS(item), 0);
  const count = (verdict: ReturnType<typeof verdictOf>) => items.filter((item) => verdictOf(item) === verdict).length;
  return {
    failures: failures.length,
    mtbfS: failures.length === 0 || operatingS === null || operatingS === 0 ? null : operatingS / failures.length,
    mttrS: failures.length === 0 ? null : repairS / failures.length,
    operatingS,
    timeBasis,
    verdicts: { right: count("right"), wrong: count("wrong"), notUseful: count("not-useful") },
  };
}

/**
 * Maintenance that follows no schedule, unless a person found nothing wrong. Failures that were only beginning count
 * as well: ISO 14224 calls them degraded and incipient.
 */
function isFailure(item: WorkItem): boolean {
  const verdict = verdictOf(item);
  return item.kind === "maintenance" && item.schedule === undefined && (verdict === undefined || verdict === "right");
}

function finishedAt(item: WorkItem): Micros | undefined {
  const state = workState(item);
  if (state !== "finished" && state !== "closed") return undefined;
  return item.acts.findLast(({ kind }) => kind === "finish")?.at;
}

/** Interruptions do not count: nobody works then. */
function inProgressS({ acts }: WorkItem): number {
  let sumUs = 0;
  let startedAt: Micros | undefined;
  for (const { kind, at } of acts) {
    if (kind === "start") startedAt = at;
    if ((kind !== "interrupt" && kind !== "finish") || startedAt === undefined) continue;
    sumUs += at - startedAt;
    startedAt = undefined;
  }
  return sumUs / 1e6;
}

/** Operating time of all machines together; null where one of the assets has another basis. */
export function timeOfPlant(times: readonly FailureTime[]): FailureTime {
  const timeBasis = "operating-time";
  if (times.length === 0 || times.some((one) => one.timeBasis !== timeBasis))
    return { operatingS: null, timeBasis: null };
  return { operatingS: times.reduce((sum, { operatingS }) => sum + (operatingS ?? 0), 0), timeBasis };
}

/** Figures of one asset of a list. */
export interface AssetMaintenance extends MaintenanceFigures {
  readonly assetUid: AssetUid;
}
