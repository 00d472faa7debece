import "@fontsource-variable/noto-sans-sc/index.css";
import "../style/tokens.css";
import "../style/base.css";
import "../style/shell.css";
import "../style/badge.css";
import "../style/dialogs.css";
import "../style/pages.css";
import "../style/alert-table.css";
import "../style/liveness.css";
import "../style/wall.css";
import "./company.css";
import "./map.css";
import "./narrow.css";
import "../i18n/company-catalogue.ts";
import { effect } from "@preact/signals";
import { render } from "preact";
import { readAccount, takeInvitation } from "../data/account.ts";
import { loadCauseWordsSoon } from "../data/causes-soon.ts";
import { company, followCompany } from "../data/company-feed.ts";
import { second, theme } from "../data/signals.ts";
import { readWallText, wallText } from "../data/wall-text.ts";
import { language, locale } from "../i18n/chosen.ts";
import { local, t } from "../i18n/language.ts";
import { readPreferences, storePreferences } from "../preferences.ts";
import { choice, readChoice, writeChoice } from "./choice.ts";
import { CompanyPage } from "./company-page.tsx";

/** All sites of a company, as a page of the hub: no shell of a plant and no three.js. */
function start(): void {
  const preferred = readPreferences();
  language.value = preferred.language;
  theme.value = preferred.theme;
  wallText.value = readWallText(preferred.wallText);
  takeInvitation(window.location.hash);
  readChoice(window.location.hash);
  window.addEventListener("hashchange", () => readChoice(window.location.hash));
  effect(() => {
    document.documentElement.lang = locale();
    document.documentElement.dataset["theme"] = theme.value;
    const name = company.value.answer?.name;
    document.title =
      name === undefined || name === null ? t("company.title") : t("company.title-of", { name: local(name) });
    document.documentElement.dataset["text"] = wallText.value ? "wall" : "desk";
    storePreferences({ ...preferred, language: language.value, theme: theme.value, wallText: wallText.value });
  });
  effect(() => {
    const hash = writeChoice(choice.value);
    if (window.location.hash !== hash) window.history.replaceState(null, "", hash);
  });
  loadCauseWordsSoon();
  void readAccount();
  followCompany();
  setInterval(() => (second.value = Math.floor(Date.now() / 1000)), 1000);
  const host = document.getElementById("app");
  if (host !== null) render(<CompanyPage />, host);
}

start();
