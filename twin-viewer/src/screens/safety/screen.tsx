import { lazyComponent } from "../../panels/lazy.tsx";
import type { ScreenView } from "../screen.ts";

/**
 * Which protective devices are active or tripped, and where are people and vehicles by the sensors? For information
 * only.
 */
export const safetyScreen: ScreenView = {
  key: "5",
  layer: "safety",
  isThere: (index) =>
    index.plant.zones.some((zone) => zone.safeguard !== undefined) ||
    index.plant.assets.some(({ assetUid }) => index.tagWith(assetUid, "emergency-stop") !== undefined),
  Dock: lazyComponent(async () => (await import("./safety-dock.tsx")).SafetyDock),
};
