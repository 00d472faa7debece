/** The piece and the place that the material screen shows. */
import { signal } from "@preact/signals";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import type { PlantIndex } from "./plant-index.ts";

/** The piece whose life is shown, if any. */
export const openPiece = signal<string | null>(null);
/** Only pieces at this place are listed; null for all. */
export const openPlace = signal<string | null>(null);

/** The asset at a place; undefined for a buffer and for an unknown place. */
export function assetOfPlace(index: PlantIndex | null, place: string | null): AssetUid | undefined {
  return place === null ? undefined : index?.plant.assets.find(({ label }) => label === place)?.assetUid;
}
