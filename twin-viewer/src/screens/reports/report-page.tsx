import "../../i18n/reports-catalogue.ts";
import { useEffect, useState } from "preact/hooks";
import { atSite } from "../../data/base.ts";
import { t } from "../../i18n/language.ts";
import { BriefPage } from "./brief-page.tsx";
import { chosenReport, reportAddress } from "./chosen-report.ts";

/** The chosen report; the brief as a list to decide on, until its paper is asked for. */
export function ReportPage() {
  const address = reportAddress.value;
  const { kind } = chosenReport.value;
  const [isPaper, setPaper] = useState(false);
  useEffect(() => setPaper(false), [kind]);
  const isList = kind === "brief" && !isPaper && address !== null;
  return (
    <section class="page report-page" aria-label={t("screen.reports")}>
      {address === null ? <p class="empty">{t("reports.choose")}</p> : null}
      {isList ? <BriefPage address={address} onPaper={() => setPaper(true)} /> : null}
      {kind === "brief" && isPaper ? (
        <button type="button" class="button small brief-back" onClick={() => setPaper(false)}>
          {t("brief.list")}
        </button>
      ) : null}
      {address === null || isList ? null : <Paper address={address} />}
    </section>
  );
}

/** The report as it will be on paper. The frame runs no script and knows nothing of the page. */
function Paper({ address }: { address: string }) {
  const [shown, setShown] = useState<string | null>(null);
  // A new address takes a while: until then the page says so.
  useEffect(() => setShown(null), [address]);
  return (
    <>
      {shown === address ? null : (
        <p class="empty report-asking" role="status">
          {t("reports.asking")}
        </p>
      )}
      <iframe
        key={address}
        class="report-frame"
        title={t("reports.preview")}
        sandbox="allow-popups allow-popups-to-escape-sandbox"
        src={atSite(`${address}&format=html`)}
        onLoad={() => setShown(address)}
      />
    </>
  );
}
