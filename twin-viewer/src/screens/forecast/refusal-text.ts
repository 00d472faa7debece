import type { ForecastProblem } from "../../../../edge/contracts/forecast/forecasts.ts";
import { formatMoment } from "../../data/format.ts";
import { plant } from "../../data/signals.ts";
import { t } from "../../i18n/language.ts";

const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** Why a question was refused, with its future and change where one is the cause. */
export function refusalText({ future, change, reason }: ForecastProblem): string {
  return withSiteTimes(
    future === null || change === null
      ? t("forecast.failed", { reason })
      : t("forecast.refused-at", { future, number: change + 1, reason }),
  );
}

/** A text of the edge, which writes times of day as RFC 3339, with the site's times as the page shows them. */
export function withSiteTimes(text: string): string {
  const zone = plant.value?.plant.site.timeZone ?? "UTC";
  return text.replaceAll(INSTANT, (time) => formatMoment(Date.parse(time), zone));
}
