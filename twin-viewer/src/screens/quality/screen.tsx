import { AlertList } from "../../panels/alert-list.tsx";
import { SelectedAsset } from "../../panels/inspector.tsx";
import { OpenTrend } from "../../panels/open-trend.tsx";
import type { ScreenView } from "../screen.ts";
import { YieldCard } from "./yield-card.tsx";

/** Which stations make scrap? */
export const qualityScreen: ScreenView = {
  key: "6",
  layer: "states",
  isThere: (index) =>
    index.plant.assets.some(({ assetUid }) => index.tagWith(assetUid, "parts-scrapped") !== undefined),
  Dock: ({ focus }) => (
    <>
      <YieldCard />
      <OpenTrend />
      <SelectedAsset onFocus={focus} />
      <AlertList />
    </>
  ),
};
