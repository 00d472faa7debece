import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { SelectedAsset } from "../../panels/inspector.tsx";
import { OpenTrend } from "../../panels/open-trend.tsx";
import { AlarmHealthCard } from "./alarm-health-card.tsx";
import { OutOfServiceCard } from "./out-of-service-card.tsx";

export function AlertsDock({ focus }: { focus: (uid: AssetUid) => void }) {
  return (
    <>
      <AlarmHealthCard />
      <OutOfServiceCard />
      <SelectedAsset onFocus={focus} />
      <OpenTrend />
    </>
  );
}
