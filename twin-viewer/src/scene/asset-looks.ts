import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import type { Asset } from "../../../edge/contracts/plant/plant.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import type { Mirror } from "../data/mirror.ts";
import type { PlantIndex } from "../data/plant-index.ts";
import { type Look, lookOf, marksOf, sameLook } from "./look.ts";

/** The look of each asset as it was last painted, and what is known besides its tags. */
export class AssetLooks {
  readonly #sources: { readonly index: PlantIndex; readonly mirror: Mirror };
  readonly #looks = new Map<AssetUid, Look>();
  #marks = marksOf([], null);

  constructor(index: PlantIndex, mirror: Mirror) {
    this.#sources = { index, mirror };
  }

  setAlerts(alerts: readonly AlertView[]): void {
    this.#marks = marksOf(alerts, this.#marks.selected);
  }

  setSelected(selected: AssetUid | null): void {
    this.#marks = { ...this.#marks, selected };
  }

  of(uid: AssetUid): Look | undefined {
    return this.#looks.get(uid);
  }

  /** The present look of an asset, if it differs from the last one or is wanted `always`. `fill`: by the layer. */
  next(asset: Asset, always: boolean, fill: number | undefined): Look | undefined {
    const look = lookOf(asset, this.#marks, { ...this.#sources, fill });
    if (!always && sameLook(this.#looks.get(asset.assetUid), look)) return undefined;
    this.#looks.set(asset.assetUid, look);
    return look;
  }

  /** Any unacknowledged alarm blinks. */
  get isBlinking(): boolean {
    for (const look of this.#looks.values()) if (look.priority !== 0 && look.unacknowledged) return true;
    return false;
  }
}
