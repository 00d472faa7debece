import type { ScreenView } from "../screen.ts";
import { MaintenanceDock } from "./maintenance-dock.tsx";

/** What to fix first? */
export const maintenanceScreen: ScreenView = {
  key: "4",
  layer: "health",
  // Work is reported about machines of any kind, and any machine with a few signals may be watched.
  isThere: (index) => index.plant.assets.some(({ assetUid }) => index.tagsOf(assetUid).length > 0),
  isWide: true,
  Dock: MaintenanceDock,
};
