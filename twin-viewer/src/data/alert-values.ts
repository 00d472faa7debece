import type { Tag, TagUid } from "../../../edge/contracts/plant/tag.ts";
import { t } from "../i18n/language.ts";
import type { AlertRecord } from "./alert-record.ts";
import { formatMeasured } from "./format.ts";

/** What is needed of a tag to write its values. */
export type Measured = Pick<Tag, "unit" | "range">;

/** The tag that an alert is about: of its figures, else of what it stands on. */
export function tagUidOf({ values, evidence }: Pick<AlertRecord, "values" | "evidence">): TagUid | undefined {
  return values?.tagUid ?? evidence.find(({ tagUid }) => tagUid !== undefined)?.tagUid;
}

/** The limit it was held against, in the tag's unit; undefined where there is none. */
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
