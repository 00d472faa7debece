import { atSite } from "../data/base.ts";
import { t } from "../i18n/language.ts";

/** Lets the browser save a table of the edge. */
export function TableLink({ path, name }: { path: string; name: string }) {
  return (
    <a class="button small" href={atSite(path)} download="" aria-label={t("figures.table-of", { name })}>
      {t("figures.table")}
    </a>
  );
}
