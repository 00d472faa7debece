import { company } from "../data/company-feed.ts";
import { ownZone } from "../data/hub-words.ts";
import { theme } from "../data/signals.ts";
import { wallText } from "../data/wall-text.ts";
import { language } from "../i18n/chosen.ts";
import { local, t } from "../i18n/language.ts";
import { AccountButton } from "../panels/account-button.tsx";

/** Name of the company, the clock that times are of, the user, language and theme. */
export function CompanyBar() {
  const name = company.value.answer?.name ?? null;
  const next = theme.value === "light" ? "dark" : "light";
  return (
    <header class="top company-top">
      <h1 class="plant-name">{name === null ? t("company.title") : t("company.title-of", { name: local(name) })}</h1>
      <span class="company-zone">{t("company.zone", { zone: ownZone() })}</span>
      <AccountButton />
      <button
        type="button"
        class="button"
        title={t("language.label")}
        onClick={() => (language.value = language.value === "zh" ? "en" : "zh")}
      >
        <span lang={language.value === "zh" ? "en" : "zh-CN"}>{t("language.switch")}</span>
      </button>
      <button
        type="button"
        class="button icon"
        aria-label={t("company.large-text")}
        title={t("company.large-text")}
        aria-pressed={wallText.value}
        onClick={() => (wallText.value = !wallText.value)}
      >
        <span aria-hidden="true">A</span>
      </button>
      <button
        type="button"
        class="button icon"
        aria-label={t(next === "dark" ? "theme.dark" : "theme.light")}
        onClick={() => (theme.value = next)}
      >
        <span aria-hidden="true">{next === "dark" ? "☾" : "☼"}</span>
      </button>
    </header>
  );
}
