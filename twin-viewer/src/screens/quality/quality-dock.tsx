import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { AlertList } from "../../panels/alert-list.tsx";
import { SelectedAsset } from "../../panels/inspector.tsx";
import { OpenTrend } from "../../panels/open-trend.tsx";
import { YieldCard } from "./yield-card.tsx";

export function QualityDock({ focus }: { focus: (uid: AssetUid) => void }) {
  return (
    <>
      <YieldCard />
      <OpenTrend />
      <SelectedAsset onFocus={focus} />
      <AlertList />
    </>
  );
}
