import type { ScreenView } from "../screen.ts";
import { AssetPage } from "./asset-page.tsx";

/** What is this machine doing? */
export const assetScreen: ScreenView = {
  // Enter opens it, where something is selected (keyboard.ts).
  key: "",
  layer: "states",
  isThere: () => false,
  isWide: true,
  Dock: AssetPage,
};
