import { lazyComponent } from "../../panels/lazy.tsx";
import type { ScreenView } from "../screen.ts";

/** What to fix first? */
export const maintenanceScreen: ScreenView = {
  key: "4",
  layer: "health",
  // Work is reported about machines of any kind, and any machine with a few signals may be watched.
  isThere: (index) => index.plant.assets.some(({ assetUid }) => index.tagsOf(assetUid).length > 0),
  isWide: true,
  Dock: lazyComponent(async () => (await import("./maintenance-dock.tsx")).MaintenanceDock),
};
