import { AdvisoryList, AlertList } from "../../panels/alert-list.tsx";
import { EnergyCard } from "../../panels/energy-card.tsx";
import { Inspector } from "../../panels/inspector.tsx";
import { OpenTrend } from "../../panels/open-trend.tsx";
import type { ScreenView } from "../screen.ts";

/** Is anything wrong, and where? */
export const overviewScreen: ScreenView = {
  key: "1",
  layer: "states",
  Dock: ({ focus }) => (
    <>
      <AlertList />
      <Inspector onFocus={focus} />
      <OpenTrend />
      <EnergyCard />
      <AdvisoryList />
    </>
  ),
};
