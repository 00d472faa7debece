import { helpOpen, language, openTrend, planView, SCREENS, screen, searching, selected, singleKeys, theme, treeOpen } from "./data/signals.ts";

/** What keys can ask of the picture. */
export interface Commands {
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
    return event.key.toLowerCase() === "k" ? () => (searching.value = true) : undefined;
  }
  if (event.altKey) return altAction(event.code);
  if (event.key === "Escape") return closeOrDeselect;
  if (event.key === "Home") return () => commands.overview();
  return singleKeys.value ? singleAction(event.key, commands) : undefined;
}

function altAction(code: string): (() => void) | undefined {
  if (code === "KeyL") return () => (language.value = language.value === "zh" ? "en" : "zh");
  if (code === "KeyT") return () => (theme.value = theme.value === "light" ? "dark" : "light");
  return undefined;
}

function closeOrDeselect(): void {
  if (openTrend.value !== null) openTrend.value = null;
  else selected.value = null;
}

function singleAction(key: string, commands: Commands): (() => void) | undefined {
  const number = Number(key);
  const wanted = Number.isInteger(number) ? SCREENS[number - 1] : undefined;
  if (wanted !== undefined) return () => (screen.value = wanted);
  switch (key.toLowerCase()) {
    case "/":
      return () => (searching.value = true);
    case "?":
      return () => (helpOpen.value = true);
    case "f":
      return () => commands.focusSelected();
    case "t":
      return () => (planView.value = !planView.value);
    case "p":
      return () => (treeOpen.value = true);
    case "a":
      return () => document.getElementById("alerts-title")?.focus();
    default:
      return undefined;
  }
}
