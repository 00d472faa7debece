import { EXPORT_FORMATS } from "../../../edge/contracts/explore/export.ts";
import type { TableAsked } from "../data/cost-api.ts";
import { language } from "../i18n/chosen.ts";
import { t } from "../i18n/language.ts";

/** Saves a table as a file for spreadsheets. `name`: of the table. */
export function TableFiles({ name, address }: { name: string; address: (written: TableAsked) => string }) {
  return (
    <span class="table-files">
      {EXPORT_FORMATS.map((format) => (
        <a
          key={format}
          class="button small"
          download=""
          href={address({ format, language: language.value })}
          aria-label={t("table-files.as", { name, format: format.toUpperCase() })}
        >
          {format.toUpperCase()}
        </a>
      ))}
    </span>
  );
}
