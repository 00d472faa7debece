import type { RiskSpan } from "../../../data/zone-history-api.ts";
import { t } from "../../../i18n/language.ts";
import { riskWord } from "../../../scene/layers/risk.ts";

/** What a span says: its level with causes, and that something was unknown; never that nothing was there. */
export function wordsOf({ level, causes, isUnknown }: RiskSpan): string {
  if (level === null) return t("lr.history-unjudged");
  const word = riskWord(level);
  const said =
    word === undefined
      ? t("lr.history-nothing")
      : `${t(word)}${t("nearby.colon")}${causes.map((kind) => t(`nearby.${kind}`)).join(" · ")}`;
  return isUnknown ? `${said} · ${t("lr.history-part-unknown")}` : said;
}
