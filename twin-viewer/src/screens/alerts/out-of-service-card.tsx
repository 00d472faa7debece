import { useEffect, useState } from "preact/hooks";
import { actOnAlert } from "../../data/alert-actions.ts";
import { fetchOutOfService, type OutOfServiceRow, returnScope } from "../../data/alert-acts-api.ts";
import { assetName } from "../../data/asset-name.ts";
import { usePlant } from "../../data/context.ts";
import { formatMoment } from "../../data/format.ts";
import { nameOfRule } from "../../data/rule-name.ts";
import { alerts } from "../../data/signals.ts";
import { t } from "../../i18n/language.ts";
import { ActButton } from "../../panels/act-button.tsx";
import { AssetLink } from "../../panels/asset-link.tsx";

/**
 * Rules and assets out of service, also without an active alert: hidden rules must be listed somewhere.
 */
export function OutOfServiceCard() {
  const index = usePlant();
  const [rows, setRows] = useState<readonly OutOfServiceRow[]>([]);
  const [asked, setAsked] = useState(0);
  const changed = alerts.value;
  useEffect(() => {
    let gone = false;
    void [changed, asked];
    fetchOutOfService().then(
      (entries) => {
        if (!gone) setRows(entries);
      },
      () => undefined, // the banner reports that the edge does not answer; the last list stays
    );
    return () => {
      gone = true;
    };
  }, [changed, asked]);
  if (rows.length === 0) return null;
  const back = (row: OutOfServiceRow) => void actOnAlert(() => returnScope(row)).then(() => setAsked(asked + 1));
  return (
    <section class="card" aria-label={t("service.title")}>
      <div class="card-head">
        <h2>{t("service.title")}</h2>
        <span class="card-note">{rows.length}</span>
      </div>
      <ul class="out-list">
        {rows.map((row) => {
          const label = assetName(index, row.assetUid);
          return (
            <li key={`${row.assetUid} ${row.rule}`}>
              <p>
                <AssetLink uid={row.assetUid} /> ·{" "}
                {row.rule === null
                  ? t("service.all")
                  : index === null
                    ? row.rule
                    : nameOfRule(index, row.rule, row.assetUid)}
              </p>
              <p class="out-why">{row.reason}</p>
              <p class="out-why">
                {row.by} · {formatMoment(Date.parse(row.at ?? ""), index?.plant.site.timeZone ?? "UTC")}
              </p>
              <ActButton asks="maintain" name={`${t("alerts.return")} ${label}`} onAct={() => back(row)}>
                {t("alerts.return")}
              </ActButton>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
