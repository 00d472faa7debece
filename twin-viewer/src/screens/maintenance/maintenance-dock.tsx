import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { type ComponentAnswer, fetchComponents } from "../../data/maintenance-api.ts";
import { openComponent } from "../../data/maintenance-focus.ts";
import { moment } from "../../data/signals.ts";
import { useQuestion } from "../../data/use-question.ts";
import { AdvisoryList, AlertList } from "../../panels/alert-list.tsx";
import { SelectedAsset } from "../../panels/inspector.tsx";
import { OpenTrend } from "../../panels/open-trend.tsx";
import { ToolCard } from "../../panels/tool-card.tsx";
import { ComponentList, isOpen } from "./component-list.tsx";
import { ComponentPage } from "./component-page.tsx";
import { DueList } from "./due-list.tsx";
import { FiguresCard } from "./figures-card.tsx";
import { SparesCard } from "./spares-card.tsx";
import { WorkBoard } from "./work-board.tsx";

const REFRESH_MS = 15_000;

/** The most urgent findings, their grounds, and the work on them. */
export function MaintenanceDock({ focus }: { focus: (uid: AssetUid) => void }) {
  const question = useQuestion("components", fetchComponents, REFRESH_MS);
  const components = question.answer ?? [];
  const open = openComponent.value === null || moment.value !== null ? undefined : components.find(isOpen);
  return (
    <>
      <div class={`room-top${open === undefined ? "" : " has-page"}`}>
        <ComponentList question={question} />
        {open === undefined ? null : (
          <ComponentPage key={`${open.assetUid} ${open.component}`} one={open} all={components} />
        )}
      </div>
      <OpenTrend />
      <DueList />
      <SparesCard />
      <WorkBoard />
      <FiguresCard />
      <div class="asset-columns">
        <div>
          <AdvisoryList only="prediction" without={said(components)} />
          <AdvisoryList only="anomaly" without={said(components)} />
          <ToolCard />
        </div>
        <div>
          <SelectedAsset onFocus={focus} />
          <AlertList />
        </div>
      </div>
    </>
  );
}

/** Alerts that the list of components stands for. In replay it is not shown, and so stands for none. */
function said(components: readonly ComponentAnswer[]): ReadonlySet<string> {
  if (moment.value !== null) return new Set();
  return new Set(components.flatMap(({ alertUid }) => (alertUid === null ? [] : [alertUid])));
}
