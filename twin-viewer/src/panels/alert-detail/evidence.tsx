import type { AlertRecord } from "../../data/alert-record.ts";
import { usePlant, useSession } from "../../data/context.ts";
import { formatMeasured } from "../../data/format.ts";
import { componentOf, foreseenText } from "../../data/predictions.ts";
import { edgeNowMs } from "../../data/signals.ts";
import { tagTitle } from "../../i18n/components.ts";
import { local, t } from "../../i18n/language.ts";
import { WearNote } from "../wear-note.tsx";

/** Evidence of the rule: its sentence, the value and limit, and for predictions the time with its interval. */
export function Evidence({ alert }: { alert: AlertRecord }) {
  const index = usePlant();
  const { mirror } = useSession();
  if (alert.evidence.length === 0) return null;
  return (
    <section aria-label={t("alerts.evidence")}>
      <h3>{t("alerts.evidence")}</h3>
      <ul class="detail-list">
        {alert.evidence.map((one, i) => {
          const { tagUid, value, limit, prediction, why } = one;
          const tag = tagUid === undefined ? undefined : index?.tag(tagUid);
          const now = tag === undefined ? undefined : mirror.value(tag.ref);
          const component = tag === undefined ? "" : componentOf({ evidence: [{ tag: tag.ref }] }, mirror);
          return (
            <li key={`${tagUid ?? ""} ${i}`}>
              <span>
                {local(why)} <WearNote asset={alert.assetUid} component={component} />
              </span>
              {prediction === undefined ? null : (
                <span class="pred">
                  {foreseenText({ ...prediction, value, limit }, edgeNowMs(), now)} ·{" "}
                  {t("maintenance.confidence", { percent: Math.round(prediction.confidence * 100) })}
                </span>
              )}
              {tag === undefined || value === undefined ? null : (
                <small>
                  {tagTitle(tag)} {formatMeasured(value, tag)}
                  {limit === undefined ? "" : ` · ${t("alerts.value-limit-is")} ${formatMeasured(limit, tag)}`}
                </small>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
