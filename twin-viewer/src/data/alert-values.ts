import type { Tag, TagUid } from "../../../edge/contracts/plant/tag.ts";
import { t } from "../i18n/language.ts";
import type { AlertRecord } from "./alert-record.ts";
import { formatMeasured } from "./format.ts";

/** The fields of a tag that formatting its values needs. */
export type Measured = Pick<Tag, "unit" | "range">;

/** The tag that an alert is about: from its figures, else from its evidence. */
export function tagUidOf({ values, evidence }: Pick<AlertRecord, "values" | "evidence">): TagUid | undefined {
  return values?.tagUid ?? evidence.find(({ tagUid }) => tagUid !== undefined)?.tagUid;
}

/** The limit of the alert, in the tag's unit; undefined without one. */
export function limitOf({ evidence }: Pick<AlertRecord, "evidence">): number | undefined {
  return evidence.find(({ limit }) => limit !== undefined)?.limit;
}

/** "86.2 °C (limit 85 °C)": the newest value that the alert knows, against its limit. */
export function valueText(alert: Pick<AlertRecord, "values" | "evidence">, tag: Measured | undefined): string {
  const value = alert.values?.now ?? alert.values?.raised ?? alert.evidence[0]?.value;
  if (value === undefined || tag === undefined) return "";
  const limit = limitOf(alert);
  const shown = formatMeasured(value, tag);
  return limit === undefined ? shown : t("alerts.value-limit", { value: shown, limit: formatMeasured(limit, tag) });
}
