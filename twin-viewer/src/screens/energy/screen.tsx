import { can } from "../../../../edge/contracts/plant/kinds.ts";
import { lazyComponent } from "../../panels/lazy.tsx";
import type { ScreenView } from "../screen.ts";

/** What burns money now? */
export const energyScreen: ScreenView = {
  key: "3",
  layer: "energy",
  isWide: true,
  isThere: (index) =>
    index.plant.assets.some((asset) => can(asset, "meters") && (asset.medium ?? "electricity") === "electricity"),
  Dock: lazyComponent(async () => (await import("./energy-dock.tsx")).EnergyDock),
};
