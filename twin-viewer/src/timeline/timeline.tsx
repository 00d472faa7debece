import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Span } from "../data/api.ts";
import { useSession } from "../data/context.ts";
import { formatNumber } from "../data/format.ts";
import { liveNowMs, moment, openTrend, second } from "../data/signals.ts";
import { inLargerUnit } from "../data/units.ts";
import { zoomOf } from "../data/wall-text.ts";
import { t } from "../i18n/language.ts";
import { highOf } from "./curve-lane.tsx";
import { CURVES, type CurveChoice, type History, useHistory } from "./history.ts";
import { Lanes, RIGHT_ROOM } from "./lanes.tsx";
import { MomentButtons } from "./moment-buttons.tsx";
import { Transport } from "./transport.tsx";
import { windowEnd, zoomed } from "./window.ts";

const SPANS = [
  { minutes: 10, name: "trend.10m" },
  { minutes: 60, name: "trend.1h" },
  { minutes: 480, name: "trend.8h" },
  { minutes: 10_080, name: "trend.7d" },
] as const;

/**
 * Shows and moves the page's time: alarms and plant power over a window, a cursor to drag, and buttons to play.
 */
export function Timeline() {
  const [minutes, setMinutes] = useState<number>(10);
  const end = useRef<number | undefined>(undefined);
  const spanMs = minutes * 60_000;
  second.value;
  end.current = windowEnd(end.current, { atMs: moment.value?.atMs, nowMs: liveNowMs(), spanMs });
  const spanOf = (): Span => {
    const toMs = end.current ?? liveNowMs();
    return { fromMs: toMs - spanMs, toMs };
  };
  const [choice, setChoice] = useState<CurveChoice>("power");
  const history = useHistory(`${minutes}|${end.current ?? "live"}`, choice, spanOf);
  return (
    <>
      <div class="timeline-side">
        <Transport />
        <fieldset class="timeline-spans">
          <legend class="visually-hidden">{t("timeline.span")}</legend>
          {SPANS.map((span) => (
            <button
              key={span.minutes}
              type="button"
              class="button small"
              aria-pressed={minutes === span.minutes}
              onClick={() => setMinutes(span.minutes)}
            >
              {t(span.name)}
            </button>
          ))}
        </fieldset>
        <MomentButtons />
      </div>
      <Track
        spanOf={spanOf}
        history={history}
        onZoom={(direction) => setMinutes((before) => zoomed(before, direction))}
      >
        <CurveSelect choice={choice} history={history} onChoose={setChoice} />
      </Track>
    </>
  );
}

/** Name and highest value of the curve. */
function CurveSelect({
  choice,
  history,
  onChoose,
}: {
  choice: CurveChoice;
  history: History;
  onChoose: (choice: CurveChoice) => void;
}) {
  const high = highOf(history);
  const shown = inLargerUnit(high, history.tag?.unit);
  return (
    <label class="timeline-curve">
      <span class="visually-hidden">{t("timeline.curve")}</span>
      <select
        value={choice}
        onChange={(event) => onChoose(CURVES.find((one) => one === event.currentTarget.value) ?? "power")}
      >
        {CURVES.map((one) => (
          <option key={one} value={one} disabled={one === "tag" && openTrend.value === null}>
            {t(`timeline.curve-${one}`)}
          </option>
        ))}
      </select>
      {history.curve.length === 0 ? "" : ` ≤ ${formatNumber(shown.value)} ${shown.symbol}`}
    </label>
  );
}

/**
 * The lanes under the pointer: dragging scrubs, the wheel zooms. Keys (Space, arrows, L) do the same.
 */
function Track({
  spanOf,
  history,
  onZoom,
  children,
}: {
  spanOf: () => Span;
  history: History;
  onZoom: (direction: 1 | -1) => void;
  children: ComponentChildren;
}) {
  const session = useSession();
  const host = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(1000);
  const latest = useRef({ spanOf, onZoom });
  latest.current = { spanOf, onZoom };
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(Math.max(100, element.clientWidth)));
    observer.observe(element);
    const scrub = (event: PointerEvent) => {
      const { fromMs, toMs } = latest.current.spanOf();
      const x = (event.clientX - element.getBoundingClientRect().left) / zoomOf(element);
      const share = x / Math.max(1, element.clientWidth - RIGHT_ROOM);
      session.replay(Math.min(toMs, Math.max(fromMs, fromMs + share * (toMs - fromMs))));
    };
    const down = (event: PointerEvent) => {
      if (event.button !== 0) return;
      element.setPointerCapture(event.pointerId);
      scrub(event);
    };
    const move = (event: PointerEvent) => {
      if (element.hasPointerCapture(event.pointerId)) scrub(event);
    };
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      latest.current.onZoom(event.deltaY > 0 ? 1 : -1);
    };
    element.addEventListener("pointerdown", down);
    element.addEventListener("pointermove", move);
    element.addEventListener("wheel", wheel, { passive: false });
    return () => {
      observer.disconnect();
      element.removeEventListener("pointerdown", down);
      element.removeEventListener("pointermove", move);
      element.removeEventListener("wheel", wheel);
    };
  }, [session]);
  return (
    <div class="timeline-track">
      <div class="timeline-host" ref={host}>
        <Lanes span={spanOf()} width={width} history={history} />
      </div>
      {children}
    </div>
  );
}
