import "../../i18n/spc-catalogue.ts";
import "./quality.css";
import { useEffect, useState } from "preact/hooks";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import type { SeriesName } from "../../../../edge/contracts/quality/quality.ts";
import { fetchFeatures } from "../../data/quality-api.ts";
import { featureRows, openSeries } from "../../data/quality-rows.ts";
import { seriesOfReturn } from "../../data/signing-return.ts";
import { useQuestion } from "../../data/use-question.ts";
import { AlertList } from "../../panels/alert-list.tsx";
import { SelectedAsset } from "../../panels/inspector.tsx";
import { OpenTrend } from "../../panels/open-trend.tsx";
import { CapabilityCard } from "./capability-card.tsx";
import { CostCard } from "./cost-card.tsx";
import { FeatureList, isOpen } from "./feature-list.tsx";
import { FeaturePage } from "./feature-page.tsx";
import { LoopPart } from "./loop/loop-part.tsx";
import { LotsCard } from "./lots-card.tsx";
import { ReasonsCard } from "./reasons-card.tsx";
import { YieldCard } from "./yield-card.tsx";

const REFRESH_MS = 15_000;

/** The chart of a plan that does not separate machines: an alert names the asset that it is about. */
function isOfPlan({ plan, machine }: SeriesName): boolean {
  return plan === openSeries.value?.plan && machine === "";
}

/** Charts of measured features, the open one beside them; then what the stations counted. */
export function QualityDock({ focus }: { focus: (uid: AssetUid) => void }) {
  const [frozen, setFrozen] = useState(0);
  useEffect(() => {
    openSeries.value ??= seriesOfReturn();
  }, []);
  const question = useQuestion(`features ${frozen}`, fetchFeatures, REFRESH_MS);
  const rows = featureRows(question.answer?.features ?? []);
  const open = openSeries.value === null ? undefined : (rows.find(isOpen) ?? rows.find(isOfPlan));
  return (
    <>
      <div class={`room-top${open === undefined ? "" : " has-page"}`}>
        <FeatureList question={question} />
        {open === undefined ? null : (
          <FeaturePage key={`${open.plan} ${open.machine}`} row={open} onFrozen={() => setFrozen(frozen + 1)} />
        )}
      </div>
      <CapabilityCard charts={rows.filter(({ series }) => series !== null).length} />
      <LoopPart />
      <OpenTrend />
      <CostCard />
      <div class="asset-columns">
        <div>
          <ReasonsCard />
          <LotsCard />
          <YieldCard />
        </div>
        <div>
          <SelectedAsset onFocus={focus} />
          <AlertList />
        </div>
      </div>
    </>
  );
}
