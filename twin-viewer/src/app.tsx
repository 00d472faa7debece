import { useCallback, useEffect, useRef } from "preact/hooks";
import type { AssetUid } from "../../edge/contracts/tag.ts";
import { useSession } from "./data/context.ts";
import { screen, selected } from "./data/signals.ts";
import { t } from "./i18n/language.ts";
import { listenToKeys } from "./keyboard.ts";
import { Announcer } from "./panels/announcer.tsx";
import { AssetTree } from "./panels/asset-tree.tsx";
import { HelpDialog } from "./panels/help-dialog.tsx";
import { KpiStrip } from "./panels/kpi-strip.tsx";
import { NoData } from "./panels/no-data.tsx";
import { SceneView } from "./panels/scene-view.tsx";
import { SearchDialog } from "./panels/search-dialog.tsx";
import { ShelveDialog } from "./panels/shelve-dialog.tsx";
import { SignInDialog } from "./panels/sign-in-dialog.tsx";
import { StatusLine } from "./panels/status-line.tsx";
import { TopBar } from "./panels/top-bar.tsx";
import type { Stage } from "./scene/stage.ts";
import { SCREEN_VIEWS } from "./screens/list.ts";
import { publishStats } from "./stats.ts";
import { Timeline } from "./timeline/timeline.tsx";

/** The whole page. */
export function App() {
  const session = useSession();
  const stage = useRef<Stage | null>(null);
  const onStage = useCallback(
    (made: Stage | null) => {
      stage.current = made;
      publishStats(session, made);
    },
    [session],
  );
  const focus = useCallback((uid: AssetUid) => stage.current?.focus(uid), []);
  const overview = useCallback(() => {
    stage.current?.view.overview(true);
    stage.current?.invalidate();
  }, []);
  useEffect(() => {
    listenToKeys({
      session,
      overview,
      focusSelected: () => {
        if (selected.value !== null) focus(selected.value);
      },
    });
  }, [focus, overview, session]);
  const { Dock, Page } = SCREEN_VIEWS[screen.value];
  return (
    <>
      <button type="button" class="skip" onClick={focusAlerts}>
        {t("app.skip")}
      </button>
      <TopBar />
      <NoData />
      <KpiStrip />
      <main class={`main${Page === undefined ? "" : " has-page"}`}>
        {Page === undefined ? null : <Page />}
        <SceneView onStage={onStage} onOverview={overview} />
        <aside class="dock" aria-label={t(`screen.${screen.value}`)}>
          <Dock focus={focus} />
        </aside>
      </main>
      <footer class="bottom">
        <Timeline />
        <StatusLine />
      </footer>
      <SearchDialog onFocus={focus} />
      <AssetTree onFocus={focus} />
      <HelpDialog />
      <ShelveDialog />
      <SignInDialog />
      <Announcer />
    </>
  );
}

/** A button and not a link: the hash holds the page's address. */
function focusAlerts(): void {
  document.getElementById("alerts-title")?.focus();
}
