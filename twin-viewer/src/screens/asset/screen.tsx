import type { ScreenView } from "../screen.ts";
import { AssetPage } from "./asset-page.tsx";

/** What is this machine doing? */
export const assetScreen: ScreenView = {
  key: "enter",
  layers: [],
  isThere: () => false,
  isWide: true,
  Dock: AssetPage,
};
