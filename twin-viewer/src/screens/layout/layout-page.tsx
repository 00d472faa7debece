import "../../i18n/layout-catalogue.ts";
import { useEffect, useState } from "preact/hooks";
import { useSession } from "../../data/context.ts";
import { t } from "../../i18n/language.ts";
import { ActButton } from "../../panels/act-button.tsx";
import { ConfigProblems } from "../../panels/config-problems.tsx";
import { AskButton } from "./ask-button.tsx";
import { type Draft, freeId, moved, removed, rotated, withZone } from "./draft.ts";
import {
  canRedo,
  canUndo,
  change,
  chosen,
  draft,
  failure,
  isBusy,
  isChanged,
  open,
  openFailure,
  placing,
  points,
  redo,
  restartEdge,
  save,
  saved,
  setTool,
  type Tool,
  tool,
  undo,
  whyNotSave,
} from "./editor.ts";
import { PlanCanvas } from "./plan-canvas.tsx";

const TOOLS: readonly Tool[] = ["select", "zone", "route", "scale", "map"];
const STEP_M = 0.1;
const FAR_M = 1;

/** The editor of the hall's plan. It saves into the plant's config. */
export function LayoutPage() {
  const session = useSession();
  const [asked, setAsked] = useState("");
  useEffect(() => setAsked(""), [draft.value]);
  useEffect(() => {
    if (draft.value === null) void open();
  }, []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.target instanceof Element && event.target.closest("input, select, textarea, dialog") !== null) return;
      if (layoutKey(event)) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    };
    document.addEventListener("keydown", onKey, { capture: true });
    return () => document.removeEventListener("keydown", onKey, { capture: true });
  }, []);
  const keep = () => void save().then((isSaved) => isSaved && session.reloadPlant());
  return (
    <section class="page layout-page" aria-label={t("screen.layout")}>
      <div class="page-bar">
        <fieldset class="segments" aria-label={t("layout.tools")}>
          {TOOLS.map((one) => (
            <button
              key={one}
              type="button"
              class="segment"
              aria-pressed={tool.value === one}
              onClick={() => setTool(one)}
            >
              {t(`layout.tool-${one}`)}
            </button>
          ))}
        </fieldset>
        <button type="button" class="button small" disabled={!canUndo.value} onClick={undo}>
          {t("layout.undo")}
        </button>
        <button type="button" class="button small" disabled={!canRedo.value} onClick={redo}>
          {t("layout.redo")}
        </button>
        <ActButton asks="layout" disabled={!isChanged.value || isBusy.value} onAct={keep}>
          {t("layout.save")}
        </ActButton>
        <AskButton onNote={setAsked} />
      </div>
      <p class="layout-hint" role="status">
        {asked !== "" ? asked : failure.value === null ? <Notes /> : <Refused reason={failure.value.reason} />}
      </p>
      <ConfigProblems list={failure.value?.problems ?? []} />
      <PlanCanvas />
    </section>
  );
}

/** Why a save failed. The most common omission of beginners has a text of the page, before the edge's. */
function Refused({ reason }: { reason: string }) {
  const silent =
    draft.value?.assets.filter(({ isNew, source }) => isNew && source === undefined).map(({ label }) => label) ?? [];
  return (
    <span class="failure">
      {silent.length === 0 ? "" : `${t("layout.choose-source", { list: silent.join(", ") })} `}
      {t("layout.failed", { reason })}
    </span>
  );
}

function Notes() {
  if (openFailure.value !== null) {
    return (
      <>
        <span class="failure">{t("layout.open-failed", { reason: openFailure.value })}</span>{" "}
        <button type="button" class="button small" onClick={() => void open()}>
          {t("layout.open-again")}
        </button>
      </>
    );
  }
  if (saved.value !== null) {
    return (
      <>
        {t("layout.saved", { files: saved.value.files.join(", ") })}
        {saved.value.needsRestart ? (
          <>
            {" "}
            {t("layout.restart-why")}{" "}
            <ActButton asks="layout" onAct={() => void restartEdge()}>
              {t("layout.restart")}
            </ActButton>
          </>
        ) : null}
      </>
    );
  }
  if (whyNotSave.value !== null) return <>{t(whyNotSave.value)}</>;
  return <>{t(placing.value === null ? `layout.hint-${tool.value}` : "layout.hint-place")}</>;
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** Keys of the editor; true when the editor used the key. */
function layoutKey(event: KeyboardEvent): boolean {
  const shown = draft.value;
  if (shown === null || event.altKey) return false;
  if (event.ctrlKey || event.metaKey) return undoKey(event);
  if (event.key === "Enter" && tool.value === "zone" && points.value.length >= 3) closeZone();
  else if (
    event.key === "Escape" &&
    (points.value.length > 0 || placing.value !== null || tool.value !== "select" || chosen.value.size > 0)
  )
    leave();
  else return chosen.value.size > 0 && chosenKey(event, shown);
  return true;
}

function undoKey({ key, shiftKey }: KeyboardEvent): boolean {
  if (key.toLowerCase() === "z" && !shiftKey) undo();
  else if (key.toLowerCase() === "y" || key.toLowerCase() === "z") redo();
  else return false;
  return true;
}

/** Keys that move, turn or remove the selection. */
function chosenKey({ key, shiftKey }: KeyboardEvent, shown: Draft): boolean {
  const arrow = Object.hasOwn(ARROWS, key) ? ARROWS[key] : undefined;
  const step = shiftKey ? FAR_M : STEP_M;
  if (arrow !== undefined) change(moved(shown, chosen.value, arrow[0] * step, arrow[1] * step));
  else if (key.toLowerCase() === "r") change(rotated(shown, chosen.value, shiftKey ? 15 : 90));
  else if (key === "Delete") {
    change(removed(shown, chosen.value));
    chosen.value = new Set();
  } else return false;
  return true;
}

/** One step back: first the collected points, then the tool, then the selection. */
function leave(): void {
  if (points.value.length > 0) points.value = [];
  else if (placing.value !== null || tool.value !== "select") setTool("select");
  else chosen.value = new Set();
}

function closeZone(): void {
  const shown = draft.value;
  if (shown === null) return;
  const id = freeId("zone", shown.zones);
  const round = (value: number) => Math.round(value * 10) / 10;
  change(
    withZone(shown, {
      id,
      name: { zh: id, en: id },
      kind: "area",
      polygon: points.value.map(({ x, y }) => [round(x), round(y)] as const),
    }),
  );
  points.value = [];
}
