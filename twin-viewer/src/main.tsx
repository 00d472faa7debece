import "@fontsource-variable/noto-sans-sc/index.css";
import "./style/tokens.css";
import "./style/base.css";
import "./style/shell.css";
import "./style/panels.css";
import "./style/alerts.css";
import "./style/alert-table.css";
import "./style/drawer.css";
import "./style/dialogs.css";
import "./style/badge.css";
import "./style/scene.css";
import "./style/pages.css";
import "./style/settings.css";
import "./style/rooms.css";
import "./style/maintenance.css";
import "./style/production.css";
import "./style/reports.css";
import "./style/time.css";
import "./style/wall.css";
import "./style/kiosk.css";
import "./style/layout.css";
import "./style/liveness.css";
import "./style/narrow.css";
import "./i18n/whole-catalogue.ts";
import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./app.tsx";
import { mustSignIn, readAccount, takeInvitation } from "./data/account.ts";
import { type Address, formatAddress, parseAddress } from "./data/address.ts";
import { openBalance } from "./data/balance-link.ts";
import { loadCauseWordsSoon } from "./data/causes-soon.ts";
import { SessionProvider } from "./data/context.ts";
import { dashboardChoice, openDashboard } from "./data/dashboard-link.ts";
import { exploreText } from "./data/explore-link.ts";
import { openForecast, openStudy } from "./data/forecast-link.ts";
import { chosenLayers, layerOf, linkedPicture, readChosenLayers } from "./data/layer-choice.ts";
import { played } from "./data/played.ts";
import { openReport } from "./data/report-link.ts";
import { dangerAt } from "./data/safety-link.ts";
import { openSchedule } from "./data/schedule-link.ts";
import { Session } from "./data/session.ts";
import {
  connection,
  dictionaryVersion,
  floorMarks,
  isolated,
  layer,
  moment,
  pinned,
  plant,
  planView,
  sceneLook,
  screen,
  selected,
  theme,
  wantedCamera,
} from "./data/signals.ts";
import { traceText } from "./data/trace-focus.ts";
import { readWallText, wallText } from "./data/wall-text.ts";
import { language, locale } from "./i18n/chosen.ts";
import { local, t } from "./i18n/language.ts";
import { keepOffline } from "./keep-offline.ts";
import { kiosk } from "./kiosk.ts";
import { readPreferences, storePreferences } from "./preferences.ts";
import { theGlass } from "./scene/glass.ts";
import { LAYER_LIST } from "./scene/layers/list.ts";
import { SCREEN_VIEWS } from "./screens/list.ts";

/** How long the page waits for the edge to name the user. */
const ACCOUNT_MS = 1_500;

/** Label of an asset in the address, kept until the plant is known. */
let wantedLabel: string | undefined;

/** Of forecast and study one is open: what a link names closes the other one. */
function openAsked({ forecast, study }: ReturnType<typeof parseAddress>): void {
  if (forecast !== undefined) [openForecast.value, openStudy.value] = [forecast, ""];
  if (study !== undefined) [openStudy.value, openForecast.value] = [study, ""];
}

function applyAddress(session: Session): void {
  const address = parseAddress(window.location.hash);
  if (address.atMs === undefined) session.live();
  else if (address.atMs !== moment.value?.atMs) session.replay(address.atMs);
  if (address.screen !== undefined) screen.value = address.screen;
  if (address.language !== undefined) language.value = address.language;
  if (address.theme !== undefined) theme.value = address.theme;
  if (address.look !== undefined) sceneLook.value = address.look;
  if (address.plan !== undefined) planView.value = address.plan;
  pinned.value = address.pinnedMs ?? null;
  const { layer: shown, marks } = address;
  linkedPicture.value =
    shown === undefined && marks === undefined
      ? null
      : {
          screen: screen.value,
          ...(shown === undefined ? {} : { layer: shown }),
          ...(marks === undefined ? {} : { marks }),
        };
  if (address.kiosk !== undefined) kiosk.value = address.kiosk;
  if (address.camera !== undefined) wantedCamera.value = address.camera;
  if (address.dashboard !== undefined) openDashboard.value = address.dashboard;
  if (address.choice !== undefined) dashboardChoice.value = address.choice;
  if (address.report !== undefined) openReport.value = address.report;
  openAsked(address);
  if (address.schedule !== undefined) openSchedule.value = address.schedule;
  if (address.balance !== undefined) openBalance.value = address.balance;
  if (address.dangerAt !== undefined) dangerAt.value = address.dangerAt;
  if (address.explore !== undefined) exploreText.value = address.explore;
  if (address.trace !== undefined) traceText.value = address.trace;
  wantedLabel = address.asset;
  selectWanted();
}

function selectWanted(): void {
  if (wantedLabel === undefined || plant.value === null) return;
  const asset = plant.value.byLabel(wantedLabel);
  wantedLabel = undefined;
  if (asset !== undefined) selected.value = asset.assetUid;
}

/** What is open in the room, as its address has it. */
function openInRoom(): Address {
  const isIn = (room: Address["screen"], text: string): boolean => screen.value === room && text !== "";
  const [explore, dashboard] = [exploreText.value, openDashboard.value];
  const [choice, report] = [dashboardChoice.value, openReport.value];
  return {
    ...(isIn("explore", explore) ? { explore } : {}),
    ...(isIn("dashboards", dashboard) ? { dashboard } : {}),
    ...(isIn("dashboards", choice) ? { choice } : {}),
    ...(isIn("reports", report) ? { report } : {}),
    ...(isIn("forecast", openForecast.value) ? { forecast: openForecast.value } : {}),
    ...(isIn("forecast", openStudy.value) ? { study: openStudy.value } : {}),
    ...(isIn("schedule", openSchedule.value) ? { schedule: openSchedule.value } : {}),
    ...(traceText.value === "" ? {} : { trace: traceText.value }),
    ...(isIn("energy", openBalance.value) ? { balance: openBalance.value } : {}),
  };
}

function keepInStep(session: Session): void {
  effect(() => {
    document.documentElement.lang = locale();
    document.documentElement.dataset["theme"] = theme.value;
    document.documentElement.dataset["time"] =
      played.value !== null ? "future" : moment.value === null ? "live" : "past";
    document.title = plant.value === null ? t("app.twin") : `${local(plant.value.plant.site.name)} · ${t("app.twin")}`;
    document.documentElement.dataset["text"] = wallText.value || kiosk.value !== null ? "wall" : "desk";
    storePreferences({
      language: language.value,
      theme: theme.value,
      look: sceneLook.value,
      layers: chosenLayers.value,
      wallText: wallText.value,
    });
  });
  effect(() => {
    if (plant.value !== null) selectWanted();
  });
  effect(() => {
    const own = SCREEN_VIEWS[screen.value].layer;
    if (own === undefined) return;
    // What a plant has data for is known with its tags.
    dictionaryVersion.value;
    if (played.value !== null) {
      layer.value = "future";
      return;
    }
    const wanted = layerOf(screen.value, own);
    layer.value = plant.value === null || LAYER_LIST[wanted].isThere(plant.value) ? wanted : "states";
  });
  effect(() => {
    const linked = linkedPicture.value;
    const isLinked = linked?.screen === screen.value;
    floorMarks.value = new Set((isLinked ? linked.marks : undefined) ?? LAYER_LIST[layer.value].marks);
  });
  effect(() => {
    // A future is played in one room: the others would put now beside it.
    if (played.value !== null && screen.value !== "overview") session.live();
  });
  effect(() => {
    // Isolation ends when another asset is selected.
    if (selected.value === null) isolated.value = false;
  });
  effect(() => {
    const label = selected.value === null ? undefined : plant.value?.asset(selected.value)?.label;
    const asset = label ?? wantedLabel;
    // Links name resting instants only: browsers refuse an address that changes ten times a second.
    const rest = moment.value?.speed === 0 ? { atMs: moment.value.atMs } : {};
    const hash = formatAddress({
      ...rest,
      ...(pinned.value === null ? {} : { pinnedMs: pinned.value }),
      ...(kiosk.value === null ? {} : { kiosk: kiosk.value }),
      ...openInRoom(),
      screen: screen.value,
      language: language.value,
      theme: theme.value,
      plan: planView.value,
      // Other links leave the look to their reader.
      ...(sceneLook.value === "showcase" ? { look: sceneLook.value } : {}),
      ...(asset === undefined ? {} : { asset }),
    });
    if (window.location.hash !== hash) window.history.replaceState(null, "", hash);
  });
}

async function start(): Promise<void> {
  const stored = readPreferences();
  language.value = stored.language;
  theme.value = stored.theme;
  sceneLook.value = stored.look;
  chosenLayers.value = readChosenLayers(stored.layers);
  wallText.value = readWallText(stored.wallText);
  const session = new Session();
  takeInvitation(window.location.hash);
  applyAddress(session);
  window.addEventListener("hashchange", () => applyAddress(session));
  keepInStep(session);
  loadCauseWordsSoon();
  // A slow edge must not leave the user in front of an empty page.
  const account = Promise.race([readAccount(), new Promise((resolve) => setTimeout(resolve, ACCOUNT_MS))]);
  theGlass();
  await account;
  // Before sign-in nothing is read; the page reloads afterwards.
  if (!mustSignIn.value) session.start();
  // To the stream, an ended session looks like a lost edge.
  effect(() => {
    if (connection.value.state === "gone") void readAccount();
  });
  const host = document.getElementById("app");
  if (host === null) return;
  render(
    <SessionProvider value={session}>
      <App />
    </SessionProvider>,
    host,
  );
}

void start();
keepOffline();
