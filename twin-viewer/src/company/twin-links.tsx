import { type CompanySite, twinOf } from "../data/company-api.ts";
import { local, t } from "../i18n/language.ts";
import { pastOf } from "./past-dialog.tsx";

/** Ways into the twin of a site: now, or what was last heard of it, and the past. None without the right. */
export function TwinLinks({ site, isNow }: { site: CompanySite; isNow: boolean }) {
  const { edgeId, name, rights, link } = site;
  if (rights === "none" || link.state === "never") return <span class="company-none">—</span>;
  const called = { name: local(name) };
  return (
    <span class="twin-links">
      <a
        class="button small"
        href={twinOf(edgeId)}
        aria-label={t(isNow ? "company.open-live" : "company.open-last", called)}
        title={t(isNow ? "company.open-live" : "company.open-last", called)}
      >
        {t(isNow ? "company.live" : "company.last")}
      </a>
      <button
        type="button"
        class="button small"
        aria-haspopup="dialog"
        aria-label={t("company.open-past", called)}
        onClick={() => (pastOf.value = edgeId)}
      >
        {t("company.past")}
      </button>
    </span>
  );
}
