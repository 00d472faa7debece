import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { AlertList } from "../../panels/alert-list.tsx";
import { SelectedAsset } from "../../panels/inspector.tsx";
import { lazyComponent } from "../../panels/lazy.tsx";
import { OpenTrend } from "../../panels/open-trend.tsx";
import { PeopleCountsCard, SafetyCards, Stops, WhereaboutsCard } from "../../panels/safety-card.tsx";

const LiveRiskCard = lazyComponent(async () => (await import("./live/live-risk-card.tsx")).LiveRiskCard);
const AreasPart = lazyComponent(async () => (await import("./map/areas-part.tsx")).AreasPart);
const CamerasCard = lazyComponent(async () => (await import("./cameras/cameras-card.tsx")).CamerasCard, {
  isSilent: true,
});
const RegisterPart = lazyComponent(async () => (await import("./register/register-part.tsx")).RegisterPart);
const ResponsePart = lazyComponent(async () => (await import("./response/response-part.tsx")).ResponsePart);

export function SafetyDock({ focus }: { focus: (uid: AssetUid) => void }) {
  return (
    <>
      <ResponsePart />
      <SafetyCards />
      <LiveRiskCard />
      <AreasPart />
      <CamerasCard />
      <PeopleCountsCard />
      <WhereaboutsCard />
      <AlertList />
      <SelectedAsset onFocus={focus} />
      <OpenTrend />
      <Stops />
      <RegisterPart />
    </>
  );
}
