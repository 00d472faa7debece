import "./setup.css";
import "../../i18n/setup-catalogue.ts";
import { useEffect } from "preact/hooks";
import { useSession } from "../../data/context.ts";
import { whyNot } from "../../data/may.ts";
import { connection } from "../../data/signals.ts";
import { t } from "../../i18n/language.ts";
import { reasonInWords } from "../../i18n/reasons.ts";
import { ConnectTab } from "./connect/connect-tab.tsx";
import { Review } from "./review.tsx";
import { SectionsTab } from "./sections-tab.tsx";
import { isRestarting, open, openFailure, TABS, tab, tree } from "./state.ts";
import { TagsTab } from "./tags/tags-tab.tsx";
import { VersionsTab } from "./versions-tab.tsx";

const VIEWS = { connect: ConnectTab, sections: SectionsTab, tags: TagsTab, versions: VersionsTab } as const;

/** Set-up of the plant: everything is checked before it is saved, and saved into the plant's config. */
export function SetupPage() {
  const reason = whyNot("configure");
  useEffect(() => {
    if (reason === null && tree.value === null) void open();
  }, [reason]);
  useReturn();
  const Shown = VIEWS[tab.value];
  return (
    <section class="page setup-page" aria-label={t("screen.setup")}>
      <div class="page-bar">
        <fieldset class="segments" aria-label={t("setup.parts")}>
          {TABS.map((one) => (
            <button
              key={one}
              type="button"
              class="segment"
              aria-pressed={tab.value === one}
              onClick={() => (tab.value = one)}
            >
              {t(`setup.tab-${one}`)}
            </button>
          ))}
        </fieldset>
      </div>
      {reason !== null ? (
        <p class="empty">{isRestarting.value ? t("setup.restarting") : reason}</p>
      ) : openFailure.value !== null ? (
        <p class="empty failure">
          {reasonInWords(openFailure.value)}{" "}
          <button type="button" class="button small" onClick={() => void open()}>
            {t("setup.read-again")}
          </button>
        </p>
      ) : tree.value === null ? (
        <p class="empty">{t("app.loading")}</p>
      ) : (
        <>
          <Shown />
          <Review />
        </>
      )}
    </section>
  );
}

export function SetupDock() {
  return (
    <section class="card" aria-label={t("screen.setup")}>
      <h2>{t("screen.setup")}</h2>
      <p class="card-note">{t("setup.about")}</p>
    </section>
  );
}

/** When the edge has come back after a restart, the page takes the new plant and reads the config again. */
function useReturn(): void {
  const session = useSession();
  const isOpen = connection.value.state === "open";
  useEffect(() => {
    if (!isOpen || !isRestarting.value) return;
    isRestarting.value = false;
    session.reloadPlant();
    void open();
  }, [isOpen]);
}
