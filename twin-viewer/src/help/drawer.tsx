import "./help.css";
import { useLayoutEffect, useRef } from "preact/hooks";
import { HELP_TABS, type HelpPlace, help } from "../data/help-place.ts";
import { screen } from "../data/signals.ts";
import { startTour } from "../data/tour.ts";
import { t } from "../i18n/language.ts";
import { GuidesTab } from "./guides-tab.tsx";
import { KeysTab } from "./keys-tab.tsx";
import { RoomTab } from "./room-tab.tsx";

/**
 * Help beside the room, which stays usable: about the room, the guides, the keys. Esc closes it and gives the focus
 * back.
 */
export function HelpDrawer() {
  const title = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    const opener = document.activeElement;
    title.current?.focus();
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  const place = help.value;
  if (place === null) return null;
  const close = () => (help.value = null);
  return (
    <aside
      class={`help-drawer is-${place.tab}`}
      aria-label={t("help.title")}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        close();
      }}
    >
      <header class="help-head">
        <h2 ref={title} tabIndex={-1}>
          {t("help.title")}
        </h2>
        <button type="button" class="button small" onClick={startTour}>
          {t("tour.start")}
        </button>
        <button type="button" class="button small icon" aria-label={t("help.close")} onClick={close}>
          ×
        </button>
      </header>
      <nav class="help-tabs" aria-label={t("help.title")}>
        {HELP_TABS.map((tab) => (
          <button
            key={tab}
            type="button"
            class="tab"
            aria-current={place.tab === tab ? "page" : undefined}
            onClick={() => (help.value = { tab })}
          >
            {tab === "room" ? t(`screen.${screen.value}`) : t(`help.tab-${tab}`)}
          </button>
        ))}
      </nav>
      <Body place={place} />
    </aside>
  );
}

function Body({ place }: { place: HelpPlace }) {
  switch (place.tab) {
    case "guides":
      return <GuidesTab place={place} />;
    case "keys":
      return <KeysTab />;
    default:
      return <RoomTab />;
  }
}
