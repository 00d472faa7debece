import "@fontsource-variable/noto-sans-sc/index.css";
import "../style/tokens.css";
import "../style/record.css";
import "../i18n/whole-catalogue.ts";
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Site } from "../../../edge/contracts/plant/plant.ts";
import { GENEALOGY_BY, type GenealogyBy } from "../../../edge/contracts/production/genealogy.ts";
import { fetchPlant, wordsOf } from "../data/api.ts";
import { loadCauseWordsSoon } from "../data/causes-soon.ts";
import { formatMoment } from "../data/format.ts";
import { fetchGenealogy, type GenealogyAnswer } from "../data/genealogy.ts";
import { theme } from "../data/signals.ts";
import { language, locale } from "../i18n/chosen.ts";
import { local, t } from "../i18n/language.ts";
import { readPreferences } from "../preferences.ts";
import { FamilyRecord } from "./family.tsx";
import { Life } from "./life.tsx";
import { ZoneContext } from "./parts.tsx";

interface Shown {
  readonly site: Site;
  readonly answer: GenealogyAnswer;
  readonly atMs: number;
}

/** The object of the address: the first of `piece`, `lot`, `order`, `pallet`, `shipment` in it. */
function subject(): { readonly by: GenealogyBy; readonly name: string } | undefined {
  const query = new URLSearchParams(window.location.search);
  for (const by of GENEALOGY_BY) {
    const name = query.get(by);
    if (name !== null && name !== "") return { by, name };
  }
  return undefined;
}

/** The life of a piece, or the pieces of a lot, order, pallet or shipment, on paper. */
function RecordSheet() {
  const [shown, setShown] = useState<Shown | null>(null);
  const [failure, setFailure] = useState("");
  const asked = subject();
  useEffect(() => {
    if (asked === undefined) return;
    Promise.all([fetchPlant(), fetchGenealogy(asked.by, asked.name)]).then(
      ([{ site }, answer]) => setShown({ site, answer, atMs: Date.now() }),
      (error: unknown) => setFailure(wordsOf(error)),
    );
  }, []);
  document.documentElement.lang = locale();
  const title = t(`record.title-${asked?.by ?? "piece"}`);
  document.title = asked === undefined ? title : `${title} ${asked.name}`;
  return (
    <>
      <Tools />
      {asked === undefined ? <p>{t("record.none")}</p> : null}
      {failure === "" ? null : <p role="alert">{t("app.load-failed", { reason: failure })}</p>}
      {shown === null ? null : <Sheet title={title} shown={shown} />}
    </>
  );
}

function Tools() {
  return (
    <form class="record-tools" action="record.html">
      <input type="search" name="piece" placeholder={t("record.find")} aria-label={t("record.find")} maxLength={128} />
      <button type="submit">{t("record.show")}</button>
      <button type="button" onClick={() => window.print()}>
        {t("labels.print")}
      </button>
      <button type="button" onClick={() => (language.value = language.value === "zh" ? "en" : "zh")}>
        {t("language.switch")}
      </button>
    </form>
  );
}

function Sheet({ title, shown: { site, answer, atMs } }: { title: string; shown: Shown }) {
  const { life, family, by, name, simulated, isCurrent } = answer;
  return (
    <ZoneContext.Provider value={site.timeZone}>
      <header class="record-head">
        <h1>
          {title} <strong>{name}</strong>
        </h1>
        {simulated ? <strong class="record-simulated">{t("record.simulated")}</strong> : null}
      </header>
      {simulated ? <p class="record-note">{t("record.simulated-why")}</p> : null}
      {isCurrent ? null : <p class="record-warning">{t("record.catching-up")}</p>}
      {life === null ? null : <Life life={life} />}
      {family === null ? null : <FamilyRecord by={by} family={family} />}
      <footer class="record-foot">
        {t("record.made-at", { site: local(site.name), time: formatMoment(atMs, site.timeZone), zone: site.timeZone })}
      </footer>
    </ZoneContext.Provider>
  );
}

const preferences = readPreferences();
language.value = preferences.language;
loadCauseWordsSoon();
theme.value = preferences.theme;
document.documentElement.dataset["theme"] = preferences.theme;
const host = document.getElementById("app");
if (host !== null) render(<RecordSheet />, host);
