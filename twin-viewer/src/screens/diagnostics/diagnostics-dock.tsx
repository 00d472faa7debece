import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { SelectedAsset } from "../../panels/inspector.tsx";
import { OpenTrend } from "../../panels/open-trend.tsx";
import { BoxCard } from "./box-card.tsx";
import { SinkCard, SourceCard } from "./part-cards.tsx";
import { FollowerCard, JobCard } from "./work-cards.tsx";

export function DiagnosticsDock({ focus }: { focus: (uid: AssetUid) => void }) {
  return (
    <>
      <BoxCard />
      <SourceCard />
      <SinkCard />
      <FollowerCard />
      <JobCard />
      <SelectedAsset onFocus={focus} />
      <OpenTrend />
    </>
  );
}
