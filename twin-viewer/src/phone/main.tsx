import "@fontsource-variable/noto-sans-sc/index.css";
import "../style/tokens.css";
import "../style/badge.css";
import "../style/drawer.css";
import "../style/liveness.css";
import "../style/phone.css";
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Plant } from "../../../edge/contracts/plant/plant.ts";
import { readAccount } from "../data/account.ts";
import { fetchPlant, SignedOut, wordsOf } from "../data/api.ts";
import { SITE_OF_HUB } from "../data/base.ts";
import { isAtEdge } from "../data/carried.ts";
import { loadCauseWordsSoon } from "../data/causes-soon.ts";
import { followHub, isPlantAway } from "../data/hub-link.ts";
import { otherBox } from "../data/other-box.ts";
import { connection, second, theme } from "../data/signals.ts";
import { useAnswer } from "../data/use-refresh.ts";
import { language, locale } from "../i18n/chosen.ts";
import { t } from "../i18n/language.ts";
import { reasonInWords } from "../i18n/reasons.ts";
import type { ElsewhereProps } from "../panels/elsewhere.tsx";
import type { HubBarProps } from "../panels/hub-bar.tsx";
import { lazyComponent } from "../panels/lazy.tsx";
import { readPreferences } from "../preferences.ts";
import { AssetCard } from "./asset-card.tsx";
import { INSPECTIONS_HASH } from "./inspections/choice-in-hash.ts";
import { LinkPage, tokenIn } from "./link-page.tsx";
import { PushOffer } from "./push-offer.tsx";
import { findAsset, namesAsset, outOfReach, type PhoneAsset, readNow, readTags } from "./read-asset.ts";
import { StartPage } from "./start-page.tsx";

const EVERY_MS = 2_000;
const PLANT_MS = 60_000;
const HubBar = lazyComponent<HubBarProps>(async () => (await import("../panels/hub-bar.tsx")).HubBar);
const Elsewhere = lazyComponent<ElsewhereProps>(async () => (await import("../panels/elsewhere.tsx")).Elsewhere);
const InspectionsPage = lazyComponent(async () => (await import("./inspections/inspections-page.tsx")).InspectionsPage);

/** One asset for a phone, opened by the label on the machine. Reads every two seconds; older values show their age. */
function PhonePage() {
  const [shown, setShown] = useState<PhoneAsset | null>(null);
  const [heardMs, setHeardMs] = useState(0);
  const [failure, setFailure] = useState<string | null>(null);
  const [isSignedOut, setSignedOut] = useState(false);
  const [start, setStart] = useState<Plant | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let failed = 0;
    let known: Pick<PhoneAsset, "asset" | "timeZone" | "tags"> | undefined;
    const load = async () => {
      try {
        if (known === undefined) {
          await readAccount();
          const plant = await fetchPlant();
          const asset = findAsset(plant, window.location.search);
          if (asset === undefined) {
            setStart(plant);
            setSignedOut(false);
            setFailure(namesAsset(window.location.search) ? t("phone.unknown") : null);
            return;
          }
          known = { asset, timeZone: plant.site.timeZone, tags: await readTags(asset.assetUid) };
        }
        setShown({ ...known, ...(await readNow(known.asset.assetUid)) });
        setHeardMs(Date.now());
        setFailure(null);
        setSignedOut(false);
        connection.value = { state: "open", heardMs: Date.now() };
        failed = 0;
        void otherBox.learn();
      } catch (error) {
        // Earlier values are removed too: another person may be using the phone now.
        setSignedOut(error instanceof SignedOut);
        setFailure(wordsOf(error));
        connection.value = { ...connection.value, state: "gone" };
        if (!(error instanceof SignedOut)) void otherBox.goToWriter(failed++);
      }
      timer = setTimeout(() => void load(), EVERY_MS);
    };
    void load();
    return () => clearTimeout(timer);
  }, []);
  useHubFacts();
  return (
    <>
      {SITE_OF_HUB === null ? null : <HubBar zone={shown?.timeZone ?? start?.site.timeZone} />}
      {isSignedOut ? (
        <PhoneSignedOut />
      ) : (
        <>
          <Shown shown={shown} failure={failure} heardMs={heardMs} start={start} />
          {isAtEdge() && (shown !== null || start !== null) ? <PushOffer /> : null}
        </>
      )}
      <footer class="phone-foot">
        <LanguageButton />
        {shown === null ? null : (
          <a class="button" href="./phone.html">
            {t("phone.start")}
          </a>
        )}
        <a class="button" href={shown === null ? "./" : `./#/asset?a=${encodeURIComponent(shown.asset.label)}`}>
          {t("phone.whole")}
        </a>
      </footer>
    </>
  );
}

/** What a page through a hub reads of it, and the second by which its bar tells ages (rules CV26 and CV27). */
function useHubFacts(): void {
  useEffect(() => {
    if (SITE_OF_HUB === null) return undefined;
    const stop = followHub();
    const clock = setInterval(() => {
      second.value = Math.floor(Date.now() / 1000);
    }, 1_000);
    return () => {
      stop();
      clearInterval(clock);
    };
  }, []);
}

interface ShownProps {
  readonly shown: PhoneAsset | null;
  readonly failure: string | null;
  readonly heardMs: number;
  /** The plant, where the address names no machine of it. */
  readonly start: Plant | null;
}

function Shown({ shown, failure, heardMs, start }: ShownProps) {
  const isOld = failure !== null || isPlantAway.value;
  return (
    <>
      {failure === null ? null : (
        <p class="phone-banner" role="alert">
          {heardMs === 0
            ? reasonInWords(failure)
            : t("live.banner", { time: new Date(heardMs).toLocaleTimeString(locale()) })}
        </p>
      )}
      {start === null ? null : <StartPage plant={start} />}
      {shown === null ? (
        failure === null && start === null ? (
          <p class="empty">{t("app.loading")}</p>
        ) : null
      ) : (
        <AssetCard shown={isOld ? outOfReach(shown) : shown} isOld={isOld} />
      )}
    </>
  );
}

/** Signing in is up to the full page. */
function PhoneSignedOut() {
  return (
    <section class="phone-banner" role="alert">
      <h2>⊘ {t("account.signed-out")}</h2>
      <p>{t("account.signed-out-note")}</p>
      <a class="button" href="./#/overview">
        {t("account.sign-in")}
      </a>
    </section>
  );
}

function PhoneInspections({ hash }: { hash: string }) {
  return (
    <>
      {isAtEdge() ? <InspectionsPage hash={hash} /> : <InspectionsElsewhere />}
      <footer class="phone-foot">
        <LanguageButton />
        <a class="button" href="./phone.html">
          {t("phone.start")}
        </a>
      </footer>
    </>
  );
}

/** Inspections are records of the edge: a link to them finds, through a hub, where they are (rule CV38). */
function InspectionsElsewhere() {
  useHubFacts();
  const plant = useAnswer("plant", fetchPlant, PLANT_MS);
  return (
    <>
      <HubBar zone={plant?.site.timeZone} />
      <Elsewhere room={t("phone.inspections")} />
    </>
  );
}

function LanguageButton() {
  return (
    <button type="button" class="button" onClick={() => (language.value = language.value === "zh" ? "en" : "zh")}>
      {t("language.switch")}
    </button>
  );
}

function App() {
  document.documentElement.lang = locale();
  document.documentElement.dataset["theme"] = theme.value;
  const [hash, setHash] = useState(window.location.hash);
  useEffect(() => {
    const follow = () => setHash(window.location.hash);
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, []);
  if (hash.startsWith(INSPECTIONS_HASH)) return <PhoneInspections hash={hash} />;
  const token = tokenIn(hash);
  return token === undefined ? <PhonePage /> : <LinkPage token={token} />;
}

const { language: spoken, theme: dressed } = readPreferences();
language.value = spoken;
loadCauseWordsSoon();
theme.value = dressed;
const host = document.getElementById("app");
if (host !== null) render(<App />, host);
