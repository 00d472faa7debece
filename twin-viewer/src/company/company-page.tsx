import { mustSignIn, readAccount, signInOpen } from "../data/account.ts";
import { company, hubNowMs } from "../data/company-feed.ts";
import { timeText } from "../data/hub-words.ts";
import { second } from "../data/signals.ts";
import { t } from "../i18n/language.ts";
import { reasonInWords } from "../i18n/reasons.ts";
import { SignInDialog } from "../panels/sign-in-dialog.tsx";
import { choice, shownSites } from "./choice.ts";
import { CompanyBar } from "./company-bar.tsx";
import { PastDialog, pastOf } from "./past-dialog.tsx";
import { SiteList } from "./site-list.tsx";
import { SiteMap } from "./site-map.tsx";
import { SiteTools } from "./site-tools.tsx";
import { Totals } from "./totals.tsx";

/** The whole page: totals, then the sites as a list and on a map. */
export function CompanyPage() {
  const { answer, isSignedOut } = company.value;
  // A session that ended is asked for again; the answer may be that nobody needs to sign in.
  if (mustSignIn.value || isSignedOut) return <SignedOut />;
  return (
    <>
      <CompanyBar />
      <HubGone />
      {answer === null ? (
        <main class="company-main">
          <p class="empty" role="status">
            {t("company.loading")}
          </p>
        </main>
      ) : (
        <Sites />
      )}
      <SignInDialog />
    </>
  );
}

function Sites() {
  const { answer, failure } = company.value;
  const sites = answer?.sites ?? [];
  // Ages go on although nothing has changed.
  second.value;
  const nowMs = hubNowMs();
  // While the hub is silent nothing is of now, whatever it said last.
  const isOld = failure !== null;
  const shown = shownSites(sites, choice.value, nowMs);
  return (
    <>
      <Totals sites={sites} nowMs={nowMs} isOld={isOld} />
      <main class={`company-main view-${choice.value.view}${isOld ? " is-old" : ""}`}>
        <SiteTools shown={shown.length} total={sites.length} />
        <div class="company-views">
          <SiteList sites={shown} total={sites.length} nowMs={nowMs} isOld={isOld} />
          <SiteMap sites={shown} nowMs={nowMs} isOld={isOld} />
        </div>
      </main>
      {pastOf.value === null ? null : <PastDialog edgeId={pastOf.value} nowMs={nowMs} />}
    </>
  );
}

/** What the page no longer knows, and since when. */
function HubGone() {
  const { failure, heardMs, offsetMs } = company.value;
  if (failure === null) return null;
  return (
    <div class="no-data" role="alert">
      {heardMs === 0
        ? t("company.never", { reason: reasonInWords(failure) })
        : t("company.gone", { time: timeText(heardMs + offsetMs, hubNowMs()) })}
    </div>
  );
}

function SignedOut() {
  const open = () => {
    signInOpen.value = true;
    void readAccount();
  };
  return (
    <>
      <CompanyBar />
      <main class="signed-out">
        <h2>
          <span aria-hidden="true">⊘</span> {t("account.signed-out")}
        </h2>
        <p>{t("company.signed-out-note")}</p>
        <button type="button" class="button primary" aria-haspopup="dialog" onClick={open}>
          {t("account.sign-in")}
        </button>
      </main>
      <SignInDialog />
    </>
  );
}
