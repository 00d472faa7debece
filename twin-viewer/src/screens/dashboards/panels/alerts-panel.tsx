import { asksForAck, byAttention } from "../../../../../edge/contracts/alerts/alert-order.ts";
import { isAdvisory } from "../../../data/asset-state.ts";
import { alerts } from "../../../data/signals.ts";
import { t } from "../../../i18n/language.ts";
import { AlertRows } from "../../../panels/alert-list.tsx";
import { assetsOf, scopeOf } from "../scope.ts";
import type { PanelProps } from "./panel-props.ts";

const HIDDEN: ReadonlySet<string> = new Set(["shelved", "suppressed", "out-of-service"]);

/** Active alarms of the panel's assets, most urgent first. Those that are hidden on purpose are counted. */
export function AlertsPanel({ panel, context }: PanelProps<"alerts">) {
  const uids = new Set(assetsOf(panel, context).map(({ assetUid }) => assetUid));
  const isOfPlant = scopeOf(panel, context) === undefined;
  const alarms = alerts.value.filter((alert) => !isAdvisory(alert) && (isOfPlant || uids.has(alert.assetUid)));
  const standing = alarms.filter(({ state }) => !HIDDEN.has(state)).sort(byAttention);
  const hidden = alarms.length - standing.length;
  return (
    <>
      <p class="card-note">
        {t("alerts.counts", { unack: standing.filter(asksForAck).length, total: standing.length })}
        {hidden === 0 ? "" : ` · ${t("dashboards.hidden", { count: hidden })}`}
      </p>
      {standing.length === 0 ? <p class="empty">{t("alerts.none")}</p> : <AlertRows list={standing} />}
    </>
  );
}
