import type { AlertView } from "../../edge/contracts/alerts/alert.ts";
import { asksForAck, byAttention } from "../../edge/contracts/alerts/alert-order.ts";
import { actOnAlert } from "./data/alert-actions.ts";
import { acknowledge } from "./data/alert-acts-api.ts";
import { isAdvisory } from "./data/asset-state.ts";
import type { CarriedAct } from "./data/carried.ts";
import { causePath, endCausePath } from "./data/cause-path.ts";
import { defining, help } from "./data/help-place.ts";
import { nextLayer, toggleLayer } from "./data/layer-choice.ts";
import { whyNot } from "./data/may.ts";
import { played } from "./data/played.ts";
import type { Session } from "./data/session.ts";
import {
  actionFailure,
  alerts,
  edgeNowMs,
  isolated,
  layer,
  openAlert,
  openTrend,
  pinned,
  plant,
  planView,
  SCREENS,
  screen,
  searching,
  selected,
  shelving,
  singleKeys,
  theme,
  toggleMark,
  treeOpen,
} from "./data/signals.ts";
import { changeSpeed, stepBy, stepToAlert, togglePlay } from "./data/time-travel.ts";
import { waitsFor } from "./data/waiting-acts.ts";
import { language } from "./i18n/chosen.ts";
import { layersOf } from "./scene/layers/list.ts";
import { SCREEN_VIEWS } from "./screens/list.ts";

/** Actions of the picture that keys can start. */
export interface Commands {
  readonly session: Session;
  overview(): void;
  focusSelected(): void;
}

/** Starts listening to the page's keys. Keys typed into a field or a dialog belong to it. */
export function listenToKeys(commands: Commands): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || isTyping(event.target)) return;
    const act = actionOf(event, commands);
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable], dialog") !== null;
}

function actionOf(event: KeyboardEvent, commands: Commands): (() => void) | undefined {
  if (event.ctrlKey || event.metaKey) {
    if (event.key === "ArrowLeft" || event.key === "ArrowRight")
      return () => void stepToAlert(commands.session, event.key === "ArrowLeft" ? -1 : 1);
    return event.key.toLowerCase() === "k" ? () => (searching.value = true) : undefined;
  }
  if (event.altKey) return altAction(event.code);
  if (event.key === "Escape") return closeOrDeselect;
  // On a button, Enter is a press of it.
  if (
    event.key === "Enter" &&
    selected.value !== null &&
    !(event.target instanceof Element && event.target.closest("button, a, summary") !== null)
  )
    return () => (screen.value = "asset");
  if (event.key === "Home") return () => commands.overview();
  if (event.key === "ArrowUp" || event.key === "ArrowDown") return alertAction(event.key === "ArrowUp" ? -1 : 1);
  if (event.key === "ArrowLeft" || event.key === "ArrowRight") return arrowAction(event, commands.session);
  return singleKeys.value ? (timeAction(event, commands.session) ?? singleAction(event.key, commands)) : undefined;
}

/** In the alert list, from alarm to alarm; undefined elsewhere. */
function alertAction(step: 1 | -1): (() => void) | undefined {
  const list = document.activeElement?.closest("[aria-labelledby=alerts-title]");
  if (list === null || list === undefined) return undefined;
  const rows = [...list.querySelectorAll<HTMLElement>(".alert-main")];
  const at = rows.findIndex((row) => row.parentElement?.contains(document.activeElement));
  return () => rows[Math.max(0, Math.min(rows.length - 1, at === -1 ? 0 : at + step))]?.focus();
}

/** Arrows move the page's time unless the focused element, such as the picture, uses them. */
function arrowAction(event: KeyboardEvent, session: Session): (() => void) | undefined {
  if (
    event.target instanceof Element &&
    event.target.closest("[role=application], [role=tree], canvas, button, [tabindex]") !== null
  )
    return undefined;
  return () => stepBy(session, (event.key === "ArrowLeft" ? -1 : 1) * (event.shiftKey ? 10_000 : 1000));
}

function timeAction(event: KeyboardEvent, session: Session): (() => void) | undefined {
  switch (event.key.toLowerCase()) {
    case " ":
      // On a button, Space is a press of it.
      return event.target instanceof Element && event.target.closest("button, summary") !== null
        ? undefined
        : () => togglePlay(session);
    case "l":
      return () => session.live();
    case "[":
      return () => changeSpeed(session, -1);
    case "]":
      return () => changeSpeed(session, 1);
    default:
      return undefined;
  }
}

function altAction(code: string): (() => void) | undefined {
  if (code === "KeyL") return () => (language.value = language.value === "zh" ? "en" : "zh");
  if (code === "KeyT") return () => (theme.value = theme.value === "light" ? "dark" : "light");
  return undefined;
}

function closeOrDeselect(): void {
  if (defining.value !== null) defining.value = null;
  else if (help.value !== null) help.value = null;
  else if (isolated.value) isolated.value = false;
  else if (openAlert.value !== null) openAlert.value = null;
  else if (openTrend.value !== null) openTrend.value = null;
  else if (causePath.value !== null && layer.value === "spread") endCausePath();
  else if (screen.value === "asset") screen.value = "overview";
  else selected.value = null;
}

function singleAction(key: string, commands: Commands): (() => void) | undefined {
  const wanted = SCREENS.find((one) => SCREEN_VIEWS[one].key === key.toLowerCase());
  if (wanted !== undefined) return () => (screen.value = wanted);
  switch (key.toLowerCase()) {
    case "/":
      return () => (searching.value = true);
    case "?":
      return () => (help.value = help.value === null ? { tab: "room" } : null);
    case "f":
      return () => commands.focusSelected();
    case "t":
      return () => (planView.value = !planView.value);
    case "o":
      return () => (isolated.value = selected.value !== null && !isolated.value);
    case "g":
      // A future has its own comparison.
      return played.value !== null
        ? undefined
        : () => (pinned.value = pinned.value === null ? Math.floor(edgeNowMs()) : null);
    case "e":
      return () => toggleLayer("energy");
    case "m":
      return () => toggleLayer("flow");
    case "c":
      return () => nextLayer(plant.value === null ? [] : layersOf(plant.value));
    case "v":
      return () => toggleMark("vehicles");
    case "w":
      return () => toggleMark("safety");
    case "p":
      return () => (treeOpen.value = true);
    case "s":
      return () => ifAllowed("shelve", () => (shelving.value = mostUrgent() ?? null));
    case "a":
      if (key === "A") return acknowledgeMostUrgent;
      return () => document.getElementById("alerts-title")?.focus();
    default:
      return undefined;
  }
}

/** The selected asset's most urgent alarm that is not shelved. */
function mostUrgent(): AlertView | undefined {
  return alerts.value
    .filter((alert) => alert.assetUid === selected.value && !isAdvisory(alert) && alert.state !== "shelved")
    .sort(byAttention)[0];
}

function acknowledgeMostUrgent(): void {
  const alert = mostUrgent();
  if (alert === undefined || !asksForAck(alert) || waitsFor(alert.alertUid, "acknowledge")) return;
  ifAllowed("acknowledge", () => void actOnAlert(() => acknowledge(alert.alertUid, alert.occurrenceUid)));
}

/** A refused key gives its reason, as a button does. */
function ifAllowed(act: CarriedAct, run: () => void): void {
  const reason = whyNot("operate", act);
  if (reason === null) run();
  else actionFailure.value = reason;
}
