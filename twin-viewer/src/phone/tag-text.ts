import { formatMeasured } from "../data/format.ts";
import { local, t } from "../i18n/language.ts";
import type { PhoneTag } from "./read-asset.ts";

/** A value of a tag as people read it, with its unit or its label. */
export function tagText({ type, unit, range, labels }: PhoneTag, value: number | boolean | string | null): string {
  if (value === null) return "—";
  if (value === "") return t("value.empty");
  if (typeof value === "boolean") return t(value ? "value.yes" : "value.no");
  if (typeof value === "string") return value;
  if (type === "enum") {
    const label = labels?.find((one) => one.value === value);
    return label === undefined ? String(value) : local(label);
  }
  return formatMeasured(value, { ...(unit === null ? {} : { unit }), ...(range === null ? {} : { range }) });
}
