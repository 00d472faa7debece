import { t } from "../../i18n/language.ts";
import { lazyComponent } from "../../panels/lazy.tsx";
import type { ScreenView } from "../screen.ts";

/** How is the plant set up? Servers, sections of the config, tags with limits, versions. */
export const setupScreen: ScreenView = {
  key: "",
  // Not in the daily navigation: the first steps, the settings and the palette lead here.
  isThere: () => false,
  Page: lazyComponent(async () => (await import("./setup-page.tsx")).SetupPage),
  Dock: () => (
    <section class="card" aria-label={t("screen.setup")}>
      <h2>{t("screen.setup")}</h2>
      <p class="card-note">{t("setup.about")}</p>
    </section>
  ),
};
