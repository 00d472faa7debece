import { EXPORT_FORMATS } from "../../../edge/contracts/explore/export.ts";
import { atSite } from "../data/base.ts";
import type { TableAsked } from "../data/cost-api.ts";
import { language } from "../i18n/chosen.ts";
import { t } from "../i18n/language.ts";

interface FilesProps<Format extends string> {
  /** Of the table. */
  readonly name: string;
  readonly address: (written: Pick<TableAsked, "language"> & { readonly format: Format }) => string;
  /** Without them, those of spreadsheets. */
  readonly formats?: readonly Format[];
}

/** Saves a table as a file. */
export function TableFiles<Format extends string = TableAsked["format"]>({
  name,
  address,
  formats,
}: FilesProps<Format>) {
  return (
    <span class="table-files">
      {(formats ?? (EXPORT_FORMATS as readonly string[] as readonly Format[])).map((format) => (
        <a
          key={format}
          class="button small"
          download=""
          href={atSite(address({ format, language: language.value }))}
          aria-label={t("table-files.as", { name, format: format.toUpperCase() })}
        >
          {format.toUpperCase()}
        </a>
      ))}
    </span>
  );
}
