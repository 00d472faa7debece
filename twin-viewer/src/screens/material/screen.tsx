import { can } from "../../../../edge/contracts/plant/kinds.ts";
import { lazyComponent } from "../../panels/lazy.tsx";
import type { ScreenView } from "../screen.ts";

/** A plant with assets that can do one of these has material to show. */
const MATERIAL = ["carries", "conveys", "stores"] as const;

/** Where is every piece, what waits, what is on its way, which order is late? */
export const materialScreen: ScreenView = {
  key: "2",
  layer: "flow",
  isThere: (index) => index.plant.assets.some((asset) => MATERIAL.some((one) => can(asset, one))),
  Dock: lazyComponent(async () => (await import("./material-dock.tsx")).MaterialDock),
};
