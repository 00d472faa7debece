import { clockOrMoment } from "../../data/alert-times.ts";
import { usePlant } from "../../data/context.ts";
import type { WorkActAnswer } from "../../data/maintenance-api.ts";
import { edgeNowMs } from "../../data/signals.ts";
import { t } from "../../i18n/language.ts";

/** The acts on the item, newest first. */
export function ItemHistory({ acts }: { acts: readonly WorkActAnswer[] }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const at = (time: string) => clockOrMoment(Date.parse(time), zone, edgeNowMs());
  return (
    <details>
      <summary>{t("work.history", { count: acts.length })}</summary>
      <ul class="detail-list">
        {acts.toReversed().map((act) => (
          <li key={act.actUid}>
            <span>
              {t(`work.${act.kind}`)} · {act.by.name}
              {act.at === null ? "" : ` · ${at(act.at)}`}
            </span>
            {(["note", "done", "found"] as const).map((fact) =>
              act[fact] === null ? null : <small key={fact}>{act[fact]}</small>,
            )}
            {act.parts.length === 0 ? null : (
              <small>{act.parts.map(({ part, quantity }) => `${quantity} × ${part}`).join(" · ")}</small>
            )}
            {act.verdict === null ? null : (
              <small>
                {t("work.verdict")} {t(`work.verdict-${act.verdict}`)}
              </small>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
