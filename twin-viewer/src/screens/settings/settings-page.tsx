import "../../i18n/dashboards-catalogue.ts";
import "../../i18n/setup-catalogue.ts";
import { t } from "../../i18n/language.ts";
import { CertificatesCard } from "./certificates-card.tsx";
import { JournalCard } from "./journal-card.tsx";
import { ConfigCard, NotificationCard } from "./notification-card.tsx";
import { TokensCard } from "./tokens-card.tsx";
import { UsersCard } from "./users-card.tsx";

export function SettingsDock() {
  return (
    <>
      <UsersCard />
      <TokensCard />
      <ConfigCard />
    </>
  );
}

export function SettingsPage() {
  return (
    <section class="page" aria-label={t("screen.settings")}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls (WCAG 2.1.1) */}
      <section class="page-scroll settings" tabIndex={0} aria-label={t("screen.settings")}>
        <CertificatesCard />
        <NotificationCard />
        <JournalCard />
      </section>
    </section>
  );
}
