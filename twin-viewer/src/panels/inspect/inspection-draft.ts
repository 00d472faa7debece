/** Results of an inspection, not sent yet: kept on the device, so that neither failure nor reload loses them. */
import { keyOfSite } from "../../data/base.ts";
import { newUid } from "../../data/new-uid.ts";
import type { InspectionsAnswer, TickResult } from "../../data/safety-api.ts";
import { forgetPhotos } from "../photos/photo-list.ts";

const PREFIX = keyOfSite("gemba.inspection-draft.");

export interface DraftTick {
  /** Nothing is chosen beforehand: each item is looked at. */
  readonly result: TickResult | null;
  readonly note: string;
}

export interface InspectionDraft {
  /** Uids go with it: a request whose answer was lost is repeated, not doubled. */
  readonly start: string;
  readonly finish: string;
  readonly title: string;
  readonly ticks: readonly DraftTick[];
}

export function emptyDraft(title: string, items: number): InspectionDraft {
  const ticks = Array.from({ length: items }, () => ({ result: null, note: "" }));
  return { start: newUid(), finish: newUid(), title, ticks };
}

/** Key under which the device keeps the photos of an inspection's draft. */
export function photosOf(itemUid: string): string {
  return `inspection ${itemUid}`;
}

/** Undefined where there is none, or where it is of other items. */
export function keptInspection(itemUid: string, items?: number): InspectionDraft | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(PREFIX + itemUid) ?? "null") as InspectionDraft | null;
    return kept !== null && (items === undefined || kept.ticks.length === items) ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined removes it. Where the browser keeps nothing, the open page still has it. */
export function keepInspection(itemUid: string, draft: InspectionDraft | undefined): void {
  try {
    if (draft === undefined) localStorage.removeItem(PREFIX + itemUid);
    else localStorage.setItem(PREFIX + itemUid, JSON.stringify(draft));
  } catch {
    // No storage on this device.
  }
}

/** Gives up what was filled in and its photos. */
export function discardInspection(itemUid: string): void {
  keepInspection(itemUid, undefined);
  forgetPhotos(photosOf(itemUid));
}

/** Drafts whose inspection has ended; none where the answer does not list all open ones: it may be among the others. */
export function endedDrafts({ count, open }: Pick<InspectionsAnswer, "count" | "open">): readonly string[] {
  if (count > open.length) return [];
  return unsentInspections().filter((itemUid) => open.every(({ work }) => work.itemUid !== itemUid));
}

/** Inspections with something that is not sent. */
export function unsentInspections(): readonly string[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => key.slice(PREFIX.length));
  } catch {
    return [];
  }
}
