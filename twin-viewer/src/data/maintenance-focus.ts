/** The selection of the maintenance room, and the dialogs that it opens. */
import { signal } from "@preact/signals";
import type { AssetUid, LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import type { WorkActKind, WorkItemAnswer } from "./maintenance-api.ts";
import type { SpareAnswer } from "./spares-api.ts";

/** The component whose page is open, if any. */
export const openComponent = signal<{ readonly assetUid: AssetUid; readonly component: string } | null>(null);

/** Letters of a work item's title. */
export const MOST_TITLE = 200;

/** A work item that is about to be reported. */
export interface Reporting {
  readonly assetUid: AssetUid;
  readonly component: string;
  /** Proposed. */
  readonly title: LocalizedText;
  /** The alert that it comes from; absent where a person found it without one. */
  readonly cause?: string;
}

/** The work item that is about to be reported, while the page asks for its title. */
export const reporting = signal<Reporting | null>(null);

/** The act that is about to be done, while the page asks for its facts. */
export const acting = signal<{ readonly item: WorkItemAnswer; readonly kind: WorkActKind } | null>(null);

/** The spare part whose stock is about to be changed, while the page asks how. */
export const changingStock = signal<SpareAnswer | null>(null);

/** Items that this page changed, newest last, until the list has been read again. */
export const changedWork = signal<readonly { readonly item: WorkItemAnswer; readonly atMs: number }[]>([]);

/** Keeps the answer to an act or a report. */
export function keepChanged(item: WorkItemAnswer, atMs: number): void {
  const others = changedWork.value.filter(({ item: { itemUid } }) => itemUid !== item.itemUid);
  changedWork.value = [...others, { item, atMs }].slice(-MOST_CHANGED);
}

const MOST_CHANGED = 50;

/**
 * The list as it was read, with what this page has changed since the list was asked for: an answer that was on its way
 * during the change may not have it.
 */
export function withChanged(items: readonly WorkItemAnswer[], askedMs: number): readonly WorkItemAnswer[] {
  const newer = changedWork.value.filter(({ atMs }) => atMs >= askedMs).map(({ item }) => item);
  const uids = new Set(newer.map(({ itemUid }) => itemUid));
  return [...newer, ...items.filter(({ itemUid }) => !uids.has(itemUid))];
}
