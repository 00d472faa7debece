import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import type { Dashboard } from "../../../../edge/contracts/dashboards/dashboard.ts";
import { dashboardChoice } from "../../data/dashboard-link.ts";
import { theme } from "../../data/signals.ts";
import { language } from "../../i18n/chosen.ts";
import { t } from "../../i18n/language.ts";
import { Dialog } from "../../panels/dialog.tsx";
import { titleOf } from "./panel-frame.tsx";
import type { PanelContext } from "./scope.ts";
import { stored } from "./state.ts";

export const linksOpen = signal(false);

/** Address of a dashboard, or of one panel (from 1), for a frame of another site. */
export function embedAddress(origin: string, dashboard: string, { panel = 0, choice = "" } = {}): string {
  const params = new URLSearchParams({ dashboard });
  if (panel > 0) params.set("panel", String(panel));
  if (choice !== "") params.set("v", choice);
  params.set("l", language.value);
  params.set("th", theme.value);
  return `${origin}/embed.html?${params.toString()}#token=TOKEN`;
}

/** Address of a dashboard on a wall screen; without one, of the rotation. */
function wallAddress(origin: string, dashboard: string, choice: string): string {
  const params = new URLSearchParams({ kiosk: "1", only: "dashboards", l: language.value, th: theme.value });
  if (dashboard !== "") params.set("d", dashboard);
  if (choice !== "") params.set("v", choice);
  return `${origin}/#/dashboards?${params.toString()}`;
}

/** Addresses of the open dashboard for wall screens and for frames of other sites. */
export function LinksDialog({ dashboard, context }: { dashboard: Dashboard; context: PanelContext }) {
  const [panel, setPanel] = useState(0);
  if (!linksOpen.value) return null;
  const { origin } = window.location;
  const choice = dashboardChoice.value;
  return (
    <Dialog label={t("dashboards.links")} kind="share" onClose={() => (linksOpen.value = false)}>
      <h2>{t("dashboards.links")}</h2>
      <Address name={t("dashboards.on-wall")} value={wallAddress(origin, dashboard.id, choice)} />
      {(stored.value?.rotation.length ?? 0) === 0 ? null : (
        <Address name={t("dashboards.rotation")} value={wallAddress(origin, "", "")} />
      )}
      <label class="dash-field">
        {t("dashboards.embedded")}
        <select value={panel} onChange={(event) => setPanel(Number(event.currentTarget.value))}>
          <option value={0}>{t("dashboards.all-panels")}</option>
          {dashboard.panels.map((one, i) => (
            <option key={i} value={i + 1}>
              {i + 1}. {titleOf(one, context)}
            </option>
          ))}
        </select>
      </label>
      <Address name={t("dashboards.embed-address")} value={embedAddress(origin, dashboard.id, { panel, choice })} />
      <p class="card-note">{t("dashboards.embed-note")}</p>
      <button type="button" class="button" onClick={() => (linksOpen.value = false)}>
        {t("dashboards.close")}
      </button>
    </Dialog>
  );
}

function Address({ name, value }: { name: string; value: string }) {
  return (
    <label class="dash-field">
      {name}
      <input type="text" readOnly value={value} onFocus={(event) => event.currentTarget.select()} />
    </label>
  );
}
