import { can } from "../../../../edge/contracts/plant/kinds.ts";
import { lazyComponent } from "../../panels/lazy.tsx";
import type { ScreenView } from "../screen.ts";

/** Is each measured feature under control, and which stations make scrap? */
export const qualityScreen: ScreenView = {
  key: "6",
  layer: "states",
  isWide: true,
  isThere: (index) =>
    index.plant.assets.some(
      (asset) => can(asset, "inspects") || index.tagWith(asset.assetUid, "parts-scrapped") !== undefined,
    ),
  Dock: lazyComponent(async () => (await import("./quality-dock.tsx")).QualityDock),
};
