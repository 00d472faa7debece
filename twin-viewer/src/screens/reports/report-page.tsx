import "../../i18n/reports-catalogue.ts";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n/language.ts";
import { reportAddress } from "./chosen-report.ts";

/** The chosen report as it will be on paper. The frame runs no script and knows nothing of the page. */
export function ReportPage() {
  const address = reportAddress.value;
  const [shown, setShown] = useState<string | null>(null);
  // A new address takes a while: until then the page says so.
  useEffect(() => setShown(null), [address]);
  return (
    <section class="page report-page" aria-label={t("screen.reports")}>
      {address === null ? <p class="empty">{t("reports.choose")}</p> : null}
      {address !== null && shown !== address ? (
        <p class="empty report-asking" role="status">
          {t("reports.asking")}
        </p>
      ) : null}
      {address === null ? null : (
        <iframe
          key={address}
          class="report-frame"
          title={t("reports.preview")}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          src={`${address}&format=html`}
          onLoad={() => setShown(address)}
        />
      )}
    </section>
  );
}
