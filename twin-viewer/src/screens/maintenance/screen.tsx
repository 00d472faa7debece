import { AdvisoryList, AlertList } from "../../panels/alert-list.tsx";
import { SelectedAsset } from "../../panels/inspector.tsx";
import { OpenTrend } from "../../panels/open-trend.tsx";
import { ToolCard } from "../../panels/tool-card.tsx";
import type { ScreenView } from "../screen.ts";

/** What to fix first? */
export const maintenanceScreen: ScreenView = {
  key: "4",
  layers: [],
  isThere: (index) =>
    index.plant.assets.some(({ assetUid }) =>
      index.tagsOf(assetUid).some((tag) => tag.role === "tool-life-used" || tag.limits !== undefined),
    ),
  Dock: ({ focus }) => (
    <>
      <AdvisoryList only="prediction" />
      <AdvisoryList only="anomaly" />
      <ToolCard />
      <SelectedAsset onFocus={focus} />
      <OpenTrend />
      <AlertList />
    </>
  ),
};
