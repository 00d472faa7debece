import type { ScreenView } from "../screen.ts";
import { MaintenanceDock } from "./maintenance-dock.tsx";

/** What to fix first? */
export const maintenanceScreen: ScreenView = {
  key: "4",
  layers: [],
  isThere: (index) =>
    index.plant.assets.some(({ assetUid }) =>
      index.tagsOf(assetUid).some((tag) => tag.role === "tool-life-used" || tag.limits !== undefined),
    ),
  isWide: true,
  Dock: MaintenanceDock,
};
