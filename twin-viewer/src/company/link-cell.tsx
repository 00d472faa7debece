import type { CompanySite, LinkStanding } from "../data/company-api.ts";
import { agoText, linkWords, missingWords, storedWords } from "../data/hub-words.ts";
import { isLinked, linkAgeMs } from "../data/site-standing.ts";
import { t } from "../i18n/language.ts";

/** Shape and word have the same meaning; colour adds none. */
const SHAPES: Readonly<Record<LinkStanding, string>> = {
  connected: "●",
  behind: "◐",
  away: "○",
  refused: "⊘",
  never: "◌",
};

interface CellProps {
  readonly site: CompanySite;
  readonly nowMs: number;
  readonly isOld: boolean;
}

/** The link of a site, its age, and what the hub lacks of it. */
export function LinkCell({ site, nowMs, isOld }: CellProps) {
  const { link, missing, waitingActs } = site;
  const age = linkAgeMs(site, nowMs);
  const isLive = isLinked(link.state) && !isOld;
  const lacks = missingWords(missing);
  return (
    <>
      <span class={`link-state${isLive ? "" : " is-lost"}`}>
        <span aria-hidden="true">{SHAPES[link.state]}</span> {linkWords(link, nowMs)}
        {isLinked(link.state) && age !== null ? ` · ${agoText(age)}` : ""}
      </span>
      {link.state === "connected" ? null : <span class="site-note">{storedWords(missing.storedTo, nowMs)}</span>}
      {lacks === "" ? null : <span class="site-note is-lacking">{lacks}</span>}
      {waitingActs === 0 ? null : <span class="site-note">{t("hub.acts-waiting", { count: waitingActs })}</span>}
    </>
  );
}
