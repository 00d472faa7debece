import { formatAge, formatNumber } from "../../data/format.ts";
import type { HealthAnswer } from "../../data/health-api.ts";
import { t } from "../../i18n/language.ts";

type Boxes = NonNullable<HealthAnswer["standby"]>;

/** How far the other box is behind, or for how long it has got nothing. `nowMs`: by the edge's clock. */
export function boxWords(
  { aloneSince, behindBytes, behindSeconds }: Pick<Boxes, "aloneSince" | "behindBytes" | "behindSeconds">,
  nowMs: number,
): string {
  if (aloneSince !== null) return t("diagnostics.box-away", { age: formatAge(nowMs - Date.parse(aloneSince)) });
  if (behindBytes === null) return t("diagnostics.box-copied");
  if (behindBytes === 0) return t("diagnostics.box-level");
  return t("diagnostics.box-behind", {
    kilobytes: formatNumber(behindBytes / 1_000, 1),
    seconds: formatNumber(behindSeconds, 1),
  });
}
