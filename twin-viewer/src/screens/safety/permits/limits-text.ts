import type { GasAnswer } from "../../../data/permits-api.ts";
import { t } from "../../../i18n/language.ts";

/** The limits of a gas in words. */
export function limitsText({ low, high }: Pick<GasAnswer, "low" | "high">): string {
  if (low !== null && high !== null) return t("pm.limits", { low, high });
  if (low !== null) return t("pm.low", { low });
  return high === null ? t("pm.any") : t("pm.high", { high });
}
