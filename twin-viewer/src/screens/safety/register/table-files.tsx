import { EXPORT_FORMATS } from "../../../../../edge/contracts/explore/export.ts";
import type { TableAsked } from "../../../data/cost-api.ts";
import { whyNot } from "../../../data/may.ts";
import { language } from "../../../i18n/chosen.ts";
import { t } from "../../../i18n/language.ts";

/** Saves a table that names people: only for those who may. */
export function TableFiles({ name, address }: { name: string; address: (written: TableAsked) => string }) {
  if (whyNot("audit") !== null) return null;
  return (
    <span class="sr-files">
      {EXPORT_FORMATS.map((format) => (
        <a
          key={format}
          class="button small"
          download=""
          href={address({ format, language: language.value })}
          aria-label={t("sr.table-as", { name, format: format.toUpperCase() })}
        >
          {format.toUpperCase()}
        </a>
      ))}
    </span>
  );
}
