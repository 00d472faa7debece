import "../../i18n/floods-catalogue.ts";
import type { Way } from "../../../../edge/contracts/alerts/alert-groups.ts";
import { mediumText } from "../../../../edge/contracts/words/media-texts.ts";
import { language } from "../../i18n/chosen.ts";
import { t } from "../../i18n/language.ts";

const OWN = ["starved", "blocked", "control", "signal", "same-asset"] as const;

/** How an effect got from one part of the plant to the next, in words. */
export function wordsOfWay(way: Way): string {
  const own = OWN.find((one) => one === way);
  if (own !== undefined) return t(`floods.way-${own}`);
  const medium = mediumText(way, language.value);
  return medium.charAt(0).toLowerCase() + medium.slice(1);
}
