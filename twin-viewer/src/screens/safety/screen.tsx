import { AlertList } from "../../panels/alert-list.tsx";
import { SelectedAsset } from "../../panels/inspector.tsx";
import { OpenTrend } from "../../panels/open-trend.tsx";
import { PeopleCountsCard, SafetyCards, Stops, WhereaboutsCard } from "../../panels/safety-card.tsx";
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
  Dock: ({ focus }) => (
    <>
      <SafetyCards />
      <PeopleCountsCard />
      <WhereaboutsCard />
      <AlertList />
      <SelectedAsset onFocus={focus} />
      <OpenTrend />
      <Stops />
    </>
  ),
};
