import { useCallback, useEffect, useRef } from "preact/hooks";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import { mustSignIn } from "./data/account.ts";
import { useSession } from "./data/context.ts";
import { choosingCurves } from "./data/explore-link.ts";
import { defining, help } from "./data/help-place.ts";
import { played } from "./data/played.ts";
import { plant, screen, selected, sharing, shelving } from "./data/signals.ts";
import { tourStep } from "./data/tour.ts";
import { traceText } from "./data/trace-focus.ts";
import { SearchDialog } from "./frame/search-dialog.tsx";
import { SignedOut } from "./frame/signed-out.tsx";
import { TopBar } from "./frame/top-bar.tsx";
import { TourOffer } from "./help/tour-offer.tsx";
import { t } from "./i18n/language.ts";
import { listenToKeys } from "./keyboard.ts";
import { type KioskStage, kiosk, runKiosk } from "./kiosk.ts";
import { AckToast } from "./panels/ack-toast.tsx";
import { AlertDrawer, loadDrawer } from "./panels/alert-detail/drawer.tsx";
import { Announcer } from "./panels/announcer.tsx";
import { AssetTree } from "./panels/asset-tree.tsx";
import { HubBar } from "./panels/hub-bar.tsx";
import { KpiStrip } from "./panels/kpi-strip.tsx";
import { lazyComponent } from "./panels/lazy.tsx";
import { NoData } from "./panels/no-data.tsx";
import { SceneView } from "./panels/scene-view.tsx";
import { SignInDialog } from "./panels/sign-in-dialog.tsx";
import { StatusLine } from "./panels/status-line.tsx";
import { WorkDialogs } from "./panels/work-items/work-dialogs.tsx";
import type { Stage } from "./scene/stage.ts";
import { viewOf } from "./screens/rooms-there.ts";
import { publishStats } from "./stats.ts";
import { Timeline } from "./timeline/timeline.tsx";

const HelpDrawer = lazyComponent(async () => (await import("./help/drawer.tsx")).HelpDrawer, { isSilent: true });
const DefinitionNote = lazyComponent(async () => (await import("./help/definition-note.tsx")).DefinitionNote, {
  isSilent: true,
});
const CurveDialog = lazyComponent(async () => (await import("./panels/curve-dialog.tsx")).CurveDialog, {
  isSilent: true,
});
const ShelveDialog = lazyComponent(async () => (await import("./panels/shelve-dialog.tsx")).ShelveDialog, {
  isSilent: true,
});
const ShareDialog = lazyComponent(async () => (await import("./panels/share-dialog.tsx")).ShareDialog, {
  isSilent: true,
});
const TraceDialog = lazyComponent(async () => (await import("./panels/trace/trace-dialog.tsx")).TraceDialog, {
  isSilent: true,
});
const Tour = lazyComponent(async () => (await import("./help/tour.tsx")).Tour, { isSilent: true });

/** What stands in the place of figures, lists and timeline while a future is played: those are of now or the past. */
const FutureBanner = lazyComponent(
  async () => (await import("./screens/forecast/scene/future-banner.tsx")).FutureBanner,
  { isSilent: true },
);
const FutureDock = lazyComponent(async () => (await import("./screens/forecast/scene/future-dock.tsx")).FutureDock);
const FutureTimeline = lazyComponent(
  async () => (await import("./screens/forecast/scene/future-timeline.tsx")).FutureTimeline,
  { isSilent: true },
);

/** The whole page. */
export function App() {
  const session = useSession();
  const stage = useRef<Stage | null>(null);
  const onStage = useCallback(
    (made: Stage | null) => {
      stage.current = made;
      // A link may open an asset's own screen before the picture exists.
      if (screen.value === "asset" && selected.value !== null) made?.focus(selected.value, false);
      publishStats(session, made);
    },
    [session],
  );
  const focus = useCallback((uid: AssetUid) => stage.current?.focus(uid), []);
  const overview = useCallback(() => {
    stage.current?.view.overview(true);
    stage.current?.invalidate();
  }, []);
  useEffect(loadDrawer, []);
  useEffect(() => {
    listenToKeys({
      session,
      overview,
      focusSelected: () => {
        if (selected.value !== null) focus(selected.value);
      },
    });
  }, [focus, overview, session]);
  useEffect(() => {
    if (kiosk.value === null) return;
    runKiosk(kiosk.value, () => (stage.current === null ? null : kioskStage(stage.current, { focus, overview })));
  }, [focus, overview]);
  useEffect(() => {
    // On its own screen an asset fills the small picture.
    if (screen.value === "asset" && selected.value !== null) focus(selected.value);
  }, [screen.value, selected.value, focus]);
  if (mustSignIn.value) return <SignedOut />;
  const { Dock, Page, isWide, isWhole } = viewOf(screen.value);
  const isFuture = played.value !== null;
  return (
    <>
      <button type="button" class="skip" onClick={focusAlerts}>
        {t("app.skip")}
      </button>
      <TopBar />
      <div class="notices">
        <HubBar zone={plant.value?.plant.site.timeZone} />
        {isFuture ? null : <NoData />}
      </div>
      {isFuture ? <FutureBanner /> : <KpiStrip />}
      <main
        class={
          `main${Page === undefined ? "" : " has-page"}${isWide === true ? " is-wide" : ""}` +
          (isWhole === true ? " is-whole" : "")
        }
      >
        {Page === undefined ? null : <Page />}
        <SceneView onStage={onStage} onOverview={overview} />
        <aside class="dock" aria-label={t(`screen.${screen.value}`)}>
          {screen.value === "overview" && isDesk() && !isFuture ? <TourOffer /> : null}
          {isFuture ? <FutureDock focus={focus} /> : <Dock focus={focus} />}
        </aside>
        <AlertDrawer />
        {help.value === null ? null : <HelpDrawer />}
      </main>
      <footer class="bottom">
        {isFuture ? (
          <FutureTimeline />
        ) : (
          <>
            <Timeline />
            <StatusLine />
          </>
        )}
      </footer>
      <SearchDialog onFocus={focus} onOverview={overview} />
      <AssetTree onFocus={focus} />
      {defining.value === null ? null : <DefinitionNote />}
      {tourStep.value === null ? null : <Tour />}
      {choosingCurves.value === null ? null : <CurveDialog />}
      {traceText.value === "" ? null : <TraceDialog focus={focus} />}
      <AckToast />
      {shelving.value === null ? null : <ShelveDialog />}
      <WorkDialogs />
      {sharing.value === null ? null : <ShareDialog picture={() => stage.current?.picture()} />}
      <SignInDialog />
      <Announcer />
    </>
  );
}

/** Not a wall screen, and wide enough for a picture with its dock beside it. */
function isDesk(): boolean {
  return kiosk.value === null && window.matchMedia("(min-width: 901px)").matches;
}

function kioskStage(stage: Stage, { focus, overview }: Pick<KioskStage, "focus" | "overview">): KioskStage {
  return {
    focus,
    overview,
    focusOn: (place, radiusM) => {
      stage.view.focus({ x: place[0], y: place[1] }, { radiusM }, true);
      stage.invalidate();
    },
  };
}

/** A button and not a link: the hash holds the page's address. */
function focusAlerts(): void {
  document.getElementById("alerts-title")?.focus();
}
