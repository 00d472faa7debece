import { atRoot, SITE_OF_HUB } from "../data/base.ts";
import { company, hubNowMs } from "../data/company-feed.ts";
import { isPlantAway, siteOfPage } from "../data/hub-link.ts";
import { linkWords, missingWords, storedWords, timeText } from "../data/hub-words.ts";
import { moment, second } from "../data/signals.ts";
import { timeOf } from "../data/site-standing.ts";
import { local, t } from "../i18n/language.ts";
import { reasonInWords } from "../i18n/reasons.ts";

export interface HubBarProps {
  /** The site's; undefined until it is known. */
  readonly zone: string | undefined;
}

/** Says that the page came through a hub, how well the hub knows the plant, and what it lacks. Nothing at an edge. */
export function HubBar({ zone }: HubBarProps) {
  if (SITE_OF_HUB === null) return null;
  second.value;
  const { answer, failure } = company.value;
  const name = answer?.name ?? null;
  const isAway = isPlantAway.value && moment.value === null;
  return (
    <section class={`hub-bar${isAway ? " is-away" : ""}`} aria-label={t("hub.through")}>
      <a class="button small" href={atRoot("company.html")}>
        ← {t("hub.back")}
      </a>
      <span>{name === null ? t("hub.through") : t("hub.through-name", { name: local(name) })}</span>
      {isAway ? <strong role="alert">{t("hub.not-live")}</strong> : null}
      {failure === null ? (
        <Facts zone={zone} />
      ) : (
        <span role="alert">{t("hub.unreachable", { reason: reasonInWords(failure) })}</span>
      )}
    </section>
  );
}

function Facts({ zone }: HubBarProps) {
  const site = siteOfPage.value;
  if (site === undefined) return null;
  const { link, missing, waitingActs, rights } = site;
  const nowMs = hubNowMs();
  const storedMs = timeOf(missing.storedTo);
  const isBeyond = moment.value !== null && storedMs !== null && moment.value.atMs > storedMs;
  const facts = [
    t("hub.link", { state: linkWords(link, nowMs, zone) }),
    isBeyond ? "" : storedWords(missing.storedTo, nowMs, zone),
    missingWords(missing) || t("hub.nothing-missing"),
    waitingActs === 0 ? "" : t("hub.acts-waiting", { count: waitingActs }),
    rights === "view" ? t("hub.view-only") : "",
  ].filter(Boolean);
  return (
    <>
      {isBeyond ? (
        <strong role="alert">{t("hub.later-than-stored", { time: timeText(storedMs, nowMs, zone) })}</strong>
      ) : null}
      {facts.map((one) => (
        <span key={one}>{one}</span>
      ))}
    </>
  );
}
