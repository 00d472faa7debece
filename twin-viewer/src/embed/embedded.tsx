import { useEffect } from "preact/hooks";
import { mustSignIn } from "../data/account.ts";
import { usePlant } from "../data/context.ts";
import { plantFailure } from "../data/signals.ts";
import { t } from "../i18n/language.ts";
import { reasonInWords } from "../i18n/reasons.ts";
import { NoData } from "../panels/no-data.tsx";
import { DashboardGrid } from "../screens/dashboards/dashboard-grid.tsx";
import { PanelFrame } from "../screens/dashboards/panel-frame.tsx";
import { readDashboards } from "../screens/dashboards/reading.ts";
import { all, loadFailure, stored } from "../screens/dashboards/state.ts";
import type { EmbeddedAddress } from "./address.ts";

const REFRESH_MS = 60_000;

/** The wanted dashboard or panel, or why there is nothing to see. */
export function Embedded({ wanted }: { wanted: EmbeddedAddress }) {
  const index = usePlant();
  useEffect(() => {
    void readDashboards();
    const timer = setInterval(() => void readDashboards(), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  if (mustSignIn.value) return <Note text={t("dashboards.no-token")} />;
  const failure = plantFailure.value ?? loadFailure.value;
  if (index === null || stored.value === null)
    return <Note text={failure === null ? t("app.loading") : reasonInWords(failure)} />;
  const dashboard = all.value.find(({ dashboard: { id } }) => id === wanted.dashboard)?.dashboard;
  if (dashboard === undefined) return <Note text={t("dashboards.gone")} />;
  const context = { index, dashboard, choice: wanted.choice };
  const panel = wanted.panel === undefined ? undefined : dashboard.panels[wanted.panel - 1];
  if (wanted.panel !== undefined && panel === undefined) return <Note text={t("dashboards.no-panel")} />;
  return (
    <>
      <NoData />
      <div class="embed-body">
        {panel === undefined ? (
          <DashboardGrid dashboard={dashboard} context={context} />
        ) : (
          <PanelFrame panel={panel} context={context} />
        )}
      </div>
    </>
  );
}

function Note({ text }: { text: string }) {
  return (
    <p class="empty" role="status">
      {text}
    </p>
  );
}
