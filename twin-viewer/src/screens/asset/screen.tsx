import { lazyComponent } from "../../panels/lazy.tsx";
import type { ScreenView } from "../screen.ts";

/** What is this machine doing? */
export const assetScreen: ScreenView = {
  // Enter opens it, where something is selected (keyboard.ts).
  key: "",
  layer: "states",
  isThere: () => false,
  isWide: true,
  Dock: lazyComponent(async () => (await import("./asset-page.tsx")).AssetPage),
};
