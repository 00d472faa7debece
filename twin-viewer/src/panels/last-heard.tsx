import { hubNowMs } from "../data/company-feed.ts";
import { usePlant } from "../data/context.ts";
import { lastHeardMs } from "../data/hub-link.ts";
import { timeText } from "../data/hub-words.ts";
import { t } from "../i18n/language.ts";

/** Through a hub that has lost the plant: when a list was last heard. Else nothing. */
export function LastHeard() {
  const index = usePlant();
  const heardMs = lastHeardMs.value;
  if (heardMs === null) return null;
  return <>{t("hub.as-heard", { time: timeText(heardMs, hubNowMs(), index?.plant.site.timeZone) })}</>;
}
