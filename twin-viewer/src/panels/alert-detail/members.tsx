import type { AlertRecord } from "../../data/alert-record.ts";
import { clockOrMoment } from "../../data/alert-times.ts";
import { assetName } from "../../data/asset-name.ts";
import { usePlant } from "../../data/context.ts";
import { nameOfRule } from "../../data/rule-name.ts";
import { alerts, edgeNowMs, openAlert } from "../../data/signals.ts";
import { local, t } from "../../i18n/language.ts";
import { AssetLink } from "../asset-link.tsx";

/** Consequences of this cause, folded with their count. */
export function Members({ alert: { members, memberCount } }: { alert: AlertRecord }) {
  const index = usePlant();
  const zone = index?.plant.site.timeZone ?? "UTC";
  if (memberCount === 0) return null;
  return (
    <details class="drawer-members">
      <summary>{t("alerts.members", { count: memberCount })}</summary>
      <ul class="detail-list">
        {members.map(({ assetUid, rule, sinceMs }) => (
          <li key={`${assetUid} ${rule}`}>
            <span>
              <AssetLink uid={assetUid} /> · {index === null ? rule : nameOfRule(index, rule, assetUid)}
            </span>
            <small>{clockOrMoment(sinceMs, zone, edgeNowMs())}</small>
          </li>
        ))}
      </ul>
      {memberCount > members.length ? (
        <p class="drawer-note">{t("alerts.members-more", { count: memberCount - members.length })}</p>
      ) : null}
    </details>
  );
}

/** The cause that hides this alert, if it is still active. */
export function Cause({ alert: { causedBy } }: { alert: AlertRecord }) {
  const index = usePlant();
  const cause = causedBy === undefined ? undefined : alerts.value.find(({ alertUid }) => alertUid === causedBy);
  if (cause === undefined) return null;
  return (
    <p>
      {t("alerts.caused-by")}{" "}
      <button type="button" class="link" onClick={() => (openAlert.value = { alertUid: cause.alertUid })}>
        {assetName(index, cause.assetUid)} · {local(cause.message)}
      </button>
    </p>
  );
}
