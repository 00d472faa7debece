/** The way along which the alerts of a group spread, while the picture shows it. */
import { signal } from "@preact/signals";
import type { Way } from "../../../edge/contracts/alerts/alert-groups.ts";
import type { AssetUid, LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import { linkedPicture } from "./layer-choice.ts";
import { dictionaryVersion, plant, screen } from "./signals.ts";

/** An asset that the group reached. */
export interface PathStep {
  readonly asset: AssetUid;
  /** The asset from which the effect came; null for the cause. */
  readonly from: AssetUid | null;
  readonly ways: readonly Way[];
  /** When its first alert of the group was raised, milliseconds. */
  readonly raisedMs: number;
  readonly message: LocalizedText;
  /** Alerts of the group on it. */
  readonly alerts: number;
}

export interface CausePath {
  /** In the order of a list that goes from the cause outwards in time. */
  readonly steps: readonly PathStep[];
  /** The supply that all depend on, where it has no alert of its own. */
  readonly common: { readonly label: string; readonly way: Way } | null;
  /** The moment whose alerts these are, milliseconds. */
  readonly atMs: number;
}

export const causePath = signal<CausePath | null>(null);

/** Shows the path in the overview; nobody has chosen its layer, so it is not remembered. */
export function showCausePath(path: CausePath): void {
  causePath.value = path;
  offer(true);
  screen.value = "overview";
  linkedPicture.value = { screen: "overview", layer: "spread" };
}

export function endCausePath(): void {
  causePath.value = null;
  if (linkedPicture.value?.layer === "spread") linkedPicture.value = null;
  offer(false);
}

function offer(isThere: boolean): void {
  if (plant.value === null) return;
  plant.value.hasSpread = isThere;
  // The menu and the room's layer read again what there is.
  dictionaryVersion.value++;
}
