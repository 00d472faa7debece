import { atRoot } from "../data/base.ts";
import { screen } from "../data/signals.ts";
import { t } from "../i18n/language.ts";
import { Elsewhere } from "../panels/elsewhere.tsx";
import type { ScreenView } from "./screen.ts";

/** In the place of a room through a hub whose books only the plant's own edge keeps (rule CV30). */
function ElsewherePage() {
  const room = t(`screen.${screen.value}`);
  return (
    <section class="page page-elsewhere" aria-label={room}>
      <Elsewhere room={room} />
      <p>
        <button type="button" class="button primary" onClick={() => (screen.value = "overview")}>
          {t("screen.overview")}
        </button>{" "}
        <a class="button" href={atRoot("company.html")}>
          {t("hub.back")}
        </a>
      </p>
    </section>
  );
}

export const elsewhereScreen: Omit<ScreenView, "key"> = { isWhole: true, Page: ElsewherePage, Dock: () => <></> };
