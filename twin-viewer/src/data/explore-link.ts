import { signal } from "@preact/signals";
import type { TagUid } from "../../../edge/contracts/plant/tag.ts";
import type { Span } from "./api.ts";
import { screen } from "./signals.ts";

/** The question of the explore room as the address has it. Only the room reads it: it is loaded when it is opened. */
export const exploreText = signal("");

/** Tags that another part of the page wants to see there, with a span where it knows one. */
export interface ExploreAsk {
  readonly tags: readonly TagUid[];
  readonly span?: Span;
}

export const exploreAsk = signal<ExploreAsk | null>(null);

export function openInExplore(ask: ExploreAsk): void {
  exploreAsk.value = ask;
  screen.value = "explore";
}

/** Format of a dragged tag, whose data are its `tagUid`. */
export const DRAGGED_TAG = "application/x-gemba-tag";

/** Makes an element that stands for a tag draggable into the charts of the explore room, and onto its tab. */
export function dragsTag(tagUid: TagUid): { draggable: true; onDragStart: (event: DragEvent) => void } {
  return { draggable: true, onDragStart: (event) => event.dataTransfer?.setData(DRAGGED_TAG, tagUid) };
}

/** The tag of a drop; undefined for anything else. */
export function droppedTag(event: DragEvent): TagUid | undefined {
  const uid = event.dataTransfer?.getData(DRAGGED_TAG) ?? "";
  return uid === "" ? undefined : (uid as TagUid);
}
