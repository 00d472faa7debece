import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { AlertList } from "../../panels/alert-list.tsx";
import { SelectedAsset } from "../../panels/inspector.tsx";
import { OpenTrend } from "../../panels/open-trend.tsx";
import { PeopleCountsCard, SafetyCards, Stops, WhereaboutsCard } from "../../panels/safety-card.tsx";

export function SafetyDock({ focus }: { focus: (uid: AssetUid) => void }) {
  return (
    <>
      <SafetyCards />
      <PeopleCountsCard />
      <WhereaboutsCard />
      <AlertList />
      <SelectedAsset onFocus={focus} />
      <OpenTrend />
      <Stops />
    </>
  );
}
