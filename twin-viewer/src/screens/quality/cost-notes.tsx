import type { PieceMedium } from "../../../../edge/contracts/production/piece-energy.ts";
import { clockOrMoment } from "../../data/alert-times.ts";
import { usePlant } from "../../data/context.ts";
import type { CostAnswer } from "../../data/cost-api.ts";
import { formatNumber } from "../../data/format.ts";
import { edgeNowMs } from "../../data/signals.ts";
import { t } from "../../i18n/language.ts";

/** What the costs lack, and what is in no row. */
export function CostNotes({ answer }: { answer: CostAnswer }) {
  const { untimed, unrated, energyMissing } = answer;
  return (
    <>
      <EnergyNotes answer={answer} />
      {energyMissing === null ? null : <p class="room-advisory">{t(`costs.${energyMissing}`)}</p>}
      {untimed > 0 ? <p class="room-advisory">{t("costs.untimed", { count: untimed })}</p> : null}
      {unrated > 0 ? <p class="room-advisory">{t("costs.unrated", { count: unrated })}</p> : null}
    </>
  );
}

function EnergyNotes({ answer: { energy, total, currency } }: { answer: CostAnswer }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  if (energy === null) return null;
  const { standing, unpriced, withoutCo2, closedUntil } = energy;
  const amount = (value: number): string => formatNumber(value, 0);
  return (
    <>
      {total.kWhPerValue === null ? null : (
        <p class="room-advisory">
          {t("costs.per-value", { kWh: formatNumber(1000 * total.kWhPerValue, 1), currency })}
        </p>
      )}
      {total.energy === null ? null : (
        <p class="room-advisory">
          {t("costs.energy-parts", {
            rework: amount(total.energy.rework),
            inspection: amount(total.energy.inspection),
            currency,
          })}
        </p>
      )}
      <p class="room-advisory">
        {t("costs.standing", { cost: amount(standing.cost), kWh: amount(standing.kWh), currency })}
      </p>
      {unpriced.length === 0 ? null : (
        <p class="room-advisory">{t("costs.unpriced", { media: mediaText(unpriced) })}</p>
      )}
      {withoutCo2.length === 0 ? null : (
        <p class="room-advisory">{t("costs.without-co2", { media: mediaText(withoutCo2) })}</p>
      )}
      {closedUntil === null ? null : (
        <p class="room-advisory">
          {t("costs.closed-until", { time: clockOrMoment(Date.parse(closedUntil), zone, edgeNowMs()) })}
        </p>
      )}
    </>
  );
}

function mediaText(media: readonly PieceMedium[]): string {
  return media.map((medium) => t(`costs.medium-${medium}`)).join(t("list.separator"));
}
