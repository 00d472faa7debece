import type { Site } from "../../../../edge/contracts/plant/plant.ts";
import { isAtEdge } from "../../data/carried.ts";
import { usePlant, useSession } from "../../data/context.ts";
import { lastShiftSpan, shiftSpan } from "../../data/shift-span.ts";
import { edgeNowMs } from "../../data/signals.ts";
import { t } from "../../i18n/language.ts";
import { TimeField } from "../../panels/time-field.tsx";
import { type Board, type BoardSpan, fixed } from "./board.ts";
import { zoom } from "./chart-pointer.ts";
import { CompareButton } from "./compare-dialog.tsx";
import { ExportButtons } from "./export-buttons.tsx";
import { board, change, isLoading, shownSpan } from "./state.ts";
import { ViewButtons } from "./view-dialogs.tsx";

const HOUR_S = 3600;
const SPANS = [
  { id: "10m", seconds: HOUR_S / 6 },
  { id: "1h", seconds: HOUR_S },
  { id: "8h", seconds: 8 * HOUR_S },
  { id: "24h", seconds: 24 * HOUR_S },
  { id: "7d", seconds: 7 * 24 * HOUR_S },
  { id: "30d", seconds: 30 * 24 * HOUR_S },
] as const;
const SHIFTS = ["shift", "last-shift", "two-shifts"] as const;
const KINDS = ["time", "xy", "histogram"] as const;

/** What is asked: the time, the form of the chart, what lies over it; and what is done with it. */
export function ToolBar() {
  return (
    <div class="page-bar explore-bar">
      <SpanChoice />
      <Zoom />
      <fieldset class="segments" aria-label={t("explore.kind")}>
        {KINDS.map((kind) => (
          <button
            key={kind}
            type="button"
            class="segment"
            aria-pressed={board.value.kind === kind}
            onClick={() => change((before) => ({ ...before, kind }))}
          >
            {t(`explore.kind-${kind}`)}
          </button>
        ))}
      </fieldset>
      <CompareButton />
      <Shows />
      <span class="explore-bar-end">
        <ViewButtons />
        <ExportButtons />
      </span>
    </div>
  );
}

function SpanChoice() {
  const site = usePlant()?.plant.site;
  const zone = site?.timeZone ?? "UTC";
  const { span } = board.value;
  const { fromMs, toMs } = shownSpan.value;
  const chosen = span.kind === "last" ? SPANS.find(({ seconds }) => seconds === span.seconds)?.id : undefined;
  const hasShifts = site !== undefined && site.shifts.length > 0;
  return (
    <>
      <select
        aria-label={t("trend.span")}
        class="explore-select"
        value={chosen ?? "chosen"}
        onChange={(event) => choose(event.currentTarget.value, site)}
      >
        {SPANS.map(({ id }) => (
          <option key={id} value={id}>
            {t(`explore.span-${id}`)}
          </option>
        ))}
        {(hasShifts ? SHIFTS : []).map((id) => (
          <option key={id} value={id}>
            {t(`explore.span-${id}`)}
          </option>
        ))}
        <option value="chosen" disabled={span.kind === "last" && chosen !== undefined}>
          {t("explore.span-chosen")}
        </option>
      </select>
      <TimeField
        looks="explore-time"
        label={t("explore.from")}
        ms={fromMs}
        zone={zone}
        onChange={(ms) => ms < toMs && change((before) => ({ ...before, span: fixed({ fromMs: ms, toMs }) }))}
      />
      <span aria-hidden="true">–</span>
      <TimeField
        looks="explore-time"
        label={t("explore.to")}
        ms={toMs}
        zone={zone}
        onChange={(ms) => ms > fromMs && change((before) => ({ ...before, span: fixed({ fromMs, toMs: ms }) }))}
      />
    </>
  );
}

function choose(id: string, site: Site | undefined): void {
  const last = SPANS.find((one) => one.id === id);
  const span: BoardSpan | undefined =
    last !== undefined ? { kind: "last", seconds: last.seconds } : site === undefined ? undefined : shiftsOf(id, site);
  if (span !== undefined) change((before) => ({ ...before, span }));
}

/** Whole shifts at the page's time: this one so far, the last one, or both. */
function shiftsOf(id: string, site: Pick<Site, "timeZone" | "shifts">): BoardSpan | undefined {
  const nowMs = edgeNowMs();
  const [current, last] = [shiftSpan(site, nowMs), lastShiftSpan(site, nowMs)];
  switch (id) {
    case "shift":
      return { kind: "fixed", ...current };
    case "last-shift":
      return { kind: "fixed", ...last };
    case "two-shifts":
      return { kind: "fixed", fromMs: last.fromMs, toMs: current.toMs };
    default:
      return undefined;
  }
}

function Zoom() {
  const session = useSession();
  const isLive = board.value.span.kind === "last";
  const cursor = board.value.cursors[0];
  return (
    <>
      <span class="segments">
        <button type="button" class="segment" aria-label={t("explore.zoom-in")} onClick={() => zoom(1 / 2)}>
          +
        </button>
        <button type="button" class="segment" aria-label={t("explore.zoom-out")} onClick={() => zoom(2)}>
          −
        </button>
        <button
          type="button"
          class="segment"
          aria-pressed={isLive}
          title={t("explore.follow-why")}
          onClick={() => change(follow)}
        >
          {t("explore.follow")}
        </button>
      </span>
      {cursor === undefined ? null : (
        <button type="button" class="button small" onClick={() => session.replay(cursor)}>
          {t("explore.go-there")}
        </button>
      )}
      {isLoading.value ? <span class="card-note">{t("trend.loading")}</span> : null}
    </>
  );
}

/** The same length of time, up to now. */
function follow(before: Board): Board {
  const { span } = before;
  return span.kind === "last"
    ? before
    : { ...before, span: { kind: "last", seconds: (span.toMs - span.fromMs) / 1000 } };
}

/** Alerts of the whole plant, or again only those of the shown machines. */
function withPlantAlerts(before: Board): Board {
  return { ...before, showsAlerts: true, showsPlantAlerts: !(before.showsAlerts && before.showsPlantAlerts) };
}

function Shows() {
  const { showsAlerts, showsPlantAlerts, showsStates, showsNotes } = board.value;
  return (
    <span class="segments">
      <button
        type="button"
        class="segment"
        aria-pressed={showsAlerts}
        onClick={() => change((before) => ({ ...before, showsAlerts: !showsAlerts }))}
      >
        {t("explore.shows-alerts")}
      </button>
      <button
        type="button"
        class="segment"
        aria-pressed={showsAlerts && showsPlantAlerts}
        title={t("explore.plant-alerts-why")}
        onClick={() => change(withPlantAlerts)}
      >
        {t("explore.shows-plant-alerts")}
      </button>
      <button
        type="button"
        class="segment"
        aria-pressed={showsStates}
        onClick={() => change((before) => ({ ...before, showsStates: !showsStates }))}
      >
        {t("explore.shows-states")}
      </button>
      {isAtEdge() ? (
        <button
          type="button"
          class="segment"
          aria-pressed={showsNotes}
          onClick={() => change((before) => ({ ...before, showsNotes: !showsNotes }))}
        >
          {t("explore.shows-notes")}
        </button>
      ) : null}
    </span>
  );
}
