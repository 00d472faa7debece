import "../../i18n/dashboards-catalogue.ts";
import "./dashboards.css";
import { useEffect } from "preact/hooks";
import { usePlant } from "../../data/context.ts";
import { dashboardChoice, openDashboard } from "../../data/dashboard-link.ts";
import { local, t } from "../../i18n/language.ts";
import { reasonInWords } from "../../i18n/reasons.ts";
import { DashboardGrid } from "./dashboard-grid.tsx";
import { EditBar } from "./edit-bar.tsx";
import { EditGrid } from "./edit-grid.tsx";
import { LinksDialog, linksOpen } from "./links-dialog.tsx";
import { OptionsForm } from "./options-form.tsx";
import { Palette } from "./palette.tsx";
import { readDashboards } from "./reading.ts";
import { kioskRotation } from "./rotation.ts";
import { beginEdit, beginNew } from "./saving.ts";
import type { PanelContext } from "./scope.ts";
import { all, chosen, draft, loadFailure, open, shown, stored } from "./state.ts";
import { VariableChoice } from "./variable-choice.tsx";

/** Other people save dashboards too. */
const REFRESH_MS = 15_000;

/** The room: a dashboard to look at, or a draft to edit. */
export function DashboardsPage() {
  const index = usePlant();
  useEffect(() => {
    void readDashboards();
    const timer = setInterval(() => void readDashboards(), REFRESH_MS);
    const stop = kioskRotation();
    return () => {
      clearInterval(timer);
      stop();
    };
  }, []);
  const edited = draft.value;
  const dashboard = edited?.dashboard ?? shown.value?.dashboard;
  const choice = dashboardChoice.value;
  if (index === null || (stored.value === null && loadFailure.value === null))
    return <p class="empty">{t("app.loading")}</p>;
  const context: PanelContext | undefined = dashboard === undefined ? undefined : { index, dashboard, choice };
  return (
    <section class="page dash-page" aria-label={t("screen.dashboards")}>
      {loadFailure.value === null ? null : (
        <p class="failure" role="alert">
          {t("dashboards.failed", { reason: reasonInWords(loadFailure.value) })}
        </p>
      )}
      {edited === null ? <ViewBar /> : <EditBar />}
      {dashboard === undefined || context === undefined ? (
        <p class="empty">{t(openDashboard.value === "" ? "dashboards.none" : "dashboards.gone")}</p>
      ) : edited === null ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls (WCAG 2.1.1)
        <section class="dash-room" tabIndex={0} aria-label={local(dashboard.title)}>
          <h2 class="dash-heading">{local(dashboard.title)}</h2>
          {dashboard.panels.length === 0 ? <p class="empty">{t("dashboards.empty")}</p> : null}
          <DashboardGrid dashboard={dashboard} context={context} />
          <LinksDialog dashboard={dashboard} context={context} />
        </section>
      ) : (
        <Editing context={context} />
      )}
    </section>
  );
}

function Editing({ context }: { context: PanelContext }) {
  const edited = draft.value;
  const at = chosen.value;
  if (edited === null) return null;
  const panel = at === null ? undefined : edited.dashboard.panels[at];
  return (
    <div class="dash-editor">
      <Palette context={context} />
      <div class="dash-room">
        {edited.dashboard.panels.length === 0 ? <p class="empty">{t("dashboards.start")}</p> : null}
        <EditGrid dashboard={edited.dashboard} context={context} />
      </div>
      {panel === undefined || at === null ? null : <OptionsForm at={at} panel={panel} context={context} />}
    </div>
  );
}

/** Which dashboard, which choice, and the way to edit. */
function ViewBar() {
  const index = usePlant();
  const one = shown.value;
  const [own, generated] = [all.value.filter(({ isOwn }) => isOwn), all.value.filter(({ isOwn }) => !isOwn)];
  const options = (list: typeof own) =>
    list.map(({ dashboard: { id, title } }) => (
      <option key={id} value={id}>
        {local(title)}
      </option>
    ));
  return (
    <div class="page-bar">
      <label class="page-choice">
        {t("dashboards.dashboard")}
        <select value={one?.dashboard.id ?? ""} onChange={(event) => open(event.currentTarget.value)}>
          {one === undefined ? <option value="">{openDashboard.value}</option> : null}
          {own.length === 0 ? null : <optgroup label={t("dashboards.own")}>{options(own)}</optgroup>}
          <optgroup label={t("dashboards.generated")}>{options(generated)}</optgroup>
        </select>
      </label>
      {one?.dashboard.variable === undefined || index === null ? null : (
        <VariableChoice
          variable={one.dashboard.variable}
          choice={dashboardChoice.value}
          index={index}
          onChoose={(value) => (dashboardChoice.value = value)}
        />
      )}
      <span class="dash-spring" />
      {one === undefined ? null : (
        <button type="button" class="button" aria-haspopup="dialog" onClick={() => (linksOpen.value = true)}>
          {t("dashboards.links")}
        </button>
      )}
      {one === undefined ? null : (
        <button type="button" class="button dash-edit" onClick={() => beginEdit(one)}>
          {t("dashboards.edit")}
        </button>
      )}
      <button type="button" class="button" onClick={beginNew}>
        {t("dashboards.new")}
      </button>
    </div>
  );
}
