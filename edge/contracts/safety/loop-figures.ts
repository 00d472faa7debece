/** Figures of the loop of hidden dangers, by area (rules SR16 and SR17). Pure. */
import type { Micros } from "../path/sample-batch.ts";
import type { TimeRange } from "../path/time-range.ts";
import type { LocalizedText } from "../plant/tag.ts";
import { isMajor } from "../records/danger-acts.ts";
import type { WorkItem } from "../records/work-book.ts";
import { isOpenWork, workState } from "../records/work-item.ts";
import { type DangerFacts, dangerOf } from "./loop-facts.ts";

export interface LoopFigures {
  /** Found in the range, those of it that are major, and those that repeat an earlier one. */
  readonly opened: number;
  readonly major: number;
  readonly repeated: number;
  /** Closed in the range, and those of it whose work was finished in its time. */
  readonly closed: number;
  readonly closedInTime: number;
  /** Now, whenever they were found. */
  readonly open: number;
  readonly overdue: number;
}

export interface AreaFigures extends LoopFigures {
  readonly area: { readonly id: string; readonly name: LocalizedText };
}

interface Asked {
  readonly range: TimeRange;
  readonly now: Micros;
  /** Uids of those that came again ({@link repeatsIn}). */
  readonly repeats: ReadonlySet<string>;
  areaOf(item: WorkItem): AreaFigures["area"];
}

const NONE: LoopFigures = { opened: 0, major: 0, repeated: 0, closed: 0, closedInTime: 0, open: 0, overdue: 0 };

/** The plant and each of its areas, by name. `items`: hidden dangers, in any order. */
export function loopFigures(
  items: readonly WorkItem[],
  asked: Asked,
): { readonly plant: LoopFigures; readonly areas: readonly AreaFigures[] } {
  const areas = new Map<string, AreaFigures>();
  let plant = NONE;
  for (const item of items) {
    const one = figuresOf(item, asked.repeats.has(item.itemUid), asked);
    const area = asked.areaOf(item);
    plant = sum(plant, one);
    areas.set(area.id, { area, ...sum(areas.get(area.id) ?? NONE, one) });
  }
  return { plant, areas: [...areas.values()].sort((a, b) => (a.area.id < b.area.id ? -1 : 1)) };
}

function figuresOf(item: WorkItem, isRepeat: boolean, { range, now }: Asked): LoopFigures {
  const state = workState(item);
  const isFound = state !== "rejected" && item.reportedAt >= range.from && item.reportedAt < range.to;
  const closedAt = state === "closed" ? item.acts.findLast(({ kind }) => kind === "verify")?.at : undefined;
  const isClosed = closedAt !== undefined && closedAt >= range.from && closedAt < range.to;
  return {
    opened: count(isFound),
    major: count(isFound && isMajor(item)),
    repeated: count(isFound && isRepeat),
    closed: count(isClosed),
    closedInTime: count(isClosed && isInTime(item)),
    open: count(isOpenWork(item)),
    overdue: count(isOverdue(item, now)),
  };
}

/** Planned with a due time that is past, and not finished. */
export function isOverdue(item: WorkItem, now: Micros): boolean {
  const state = workState(item);
  const due = item.acts.findLast(({ kind }) => kind === "plan")?.due;
  return (state === "planned" || state === "in-progress") && due !== undefined && due < now;
}

/** Whether the newest finish was before the due time of the plan that it followed. */
function isInTime({ acts }: Pick<WorkItem, "acts">): boolean {
  const at = acts.findLastIndex(({ kind }) => kind === "finish");
  const due = acts.slice(0, Math.max(at, 0)).findLast(({ kind }) => kind === "plan")?.due;
  return due !== undefined && (acts[at]?.at ?? Number.POSITIVE_INFINITY) <= due;
}

/** Uids of dangers that came again: of the same hazard, or, where none is named, at the same place. */
export function repeatsIn(items: readonly WorkItem[], days: number): ReadonlySet<string> {
  const found = new Set<string>();
  const last = new Map<string, Micros>();
  const inOrder = items
    .filter((item) => workState(item) !== "rejected")
    .sort((a, b) => a.reportedAt - b.reportedAt || (a.itemUid < b.itemUid ? -1 : 1));
  for (const item of inOrder) {
    const subject = subjectOf(item, dangerOf(item));
    const before = last.get(subject);
    if (before !== undefined && item.reportedAt - before <= days * 86_400e6) found.add(item.itemUid);
    last.set(subject, item.reportedAt);
  }
  return found;
}

function subjectOf({ about }: WorkItem, facts: DangerFacts | undefined): string {
  if (facts === undefined) return `asset ${about.assetUid}`;
  const { hazard, place } = facts;
  return hazard === undefined ? `place ${place.asset} ${place.zone} ${place.area}` : `hazard ${hazard}`;
}

function sum(a: LoopFigures, b: LoopFigures): LoopFigures {
  return {
    opened: a.opened + b.opened,
    major: a.major + b.major,
    repeated: a.repeated + b.repeated,
    closed: a.closed + b.closed,
    closedInTime: a.closedInTime + b.closedInTime,
    open: a.open + b.open,
    overdue: a.overdue + b.overdue,
  };
}

function count(isSo: boolean): number {
  return isSo ? 1 : 0;
}
