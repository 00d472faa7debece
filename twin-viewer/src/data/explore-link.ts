import { signal } from "@preact/signals";
import type { AssetUid, TagUid } from "../../../edge/contracts/plant/tag.ts";
import type { Span } from "./api.ts";
import { screen } from "./signals.ts";

/** The question of the explore room as the address has it. Only the room reads it: it is loaded when it is opened. */
export const exploreText = signal("");

/** Tags that another part of the page wants to see there, with a span and a pane where it knows them. */
export interface ExploreAsk {
  readonly tags: readonly TagUid[];
  readonly span?: Span;
  readonly pane?: number;
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

/** An asset whose curves a user wants, with the tag of the value that stood beside it. */
export interface AssetOfCurves {
  readonly asset: AssetUid;
  readonly tag?: TagUid | undefined;
}

/** The asset whose tags the user chooses from, and the pane in which their curves go. */
export const choosingCurves = signal<(AssetOfCurves & { readonly pane?: number }) | null>(null);

/** Format of a dragged asset, whose data are its `assetUid` and, in a second line, the `tagUid` of the shown value. */
export const DRAGGED_ASSET = "application/x-gemba-asset";

export function dragAsset(event: DragEvent, { asset, tag }: AssetOfCurves): void {
  event.dataTransfer?.setData(DRAGGED_ASSET, tag === undefined ? asset : `${asset}\n${tag}`);
}

/** The asset of a drop; undefined for anything else. */
export function droppedAsset(event: DragEvent): AssetOfCurves | undefined {
  const [asset = "", tag] = event.dataTransfer?.getData(DRAGGED_ASSET).split("\n") ?? [];
  return asset === "" ? undefined : { asset: asset as AssetUid, tag: tag as TagUid | undefined };
}
