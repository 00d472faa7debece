import type { ReadonlySignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { drawing } from "../../charts/drawing.ts";
import { liveNowMs, second, theme } from "../../data/signals.ts";
import { language } from "../../i18n/chosen.ts";
import { t } from "../../i18n/language.ts";
import { actualTexts } from "./actual-words.ts";
import { chartKeys } from "./chart-keys.ts";
import { listenToPointer } from "./chart-pointer.ts";
import { HoverNote } from "./hover-note.tsx";
import { paintChart } from "./paint.ts";
import { chartTones, labelWidth, type Picture, slotsOf } from "./picture.ts";
import { keyOf, type PlanView } from "./plan-view.ts";
import { RULER_PX } from "./rows.ts";
import {
  conflicts,
  edits,
  explained,
  fitting,
  ghosts,
  hovered,
  machineTimes,
  movingBar,
  opposed,
  placedAt,
  rows,
  scroll,
  selected,
  shownActuals,
  shownSpan,
} from "./state.ts";
import { spokenOf } from "./words.ts";

const REPAINTS: readonly ReadonlySignal<unknown>[] = [
  ...[shownSpan, scroll, rows, fitting, ghosts, selected, hovered, explained, movingBar, conflicts, opposed, edits],
  ...[machineTimes, shownActuals, theme, language],
];
/** The line of now moves once in so many seconds: a pixel is rarely less. */
const NOW_EVERY_S = 10;

/** The chart on a canvas: only the rows and bars in sight are painted, and only after a change. */
export function Gantt({ plan }: { plan: PlanView }) {
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const tick = Math.floor(second.value / NOW_EVERY_S);
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const look = () => {
      setSize({ width: element.clientWidth, height: element.clientHeight });
      scroll.value = { top: element.scrollTop, height: element.clientHeight - RULER_PX };
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    const stop = listenToPointer(element);
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
      stop();
    };
  }, []);
  useEffect(() => {
    if (size.width === 0) return undefined;
    const slots = slotsOf(plan);
    return drawing(canvas.current, size, REPAINTS, (context) => paintChart(context, pictureNow(plan, size, slots)));
  }, [size, plan, tick]);
  useEffect(() => keepInSight(host.current), [selected.value, movingBar.value?.machine]);
  return (
    <div class="gantt">
      <div
        ref={host}
        class="gantt-scroll"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys go from operation to operation, move and zoom
        tabIndex={0}
        role="application"
        aria-label={t("gantt.name", { operations: plan.operations.length, machines: plan.machines.length })}
        aria-describedby="gantt-keys"
        onKeyDown={chartKeys}
      >
        <canvas ref={canvas} class="gantt-canvas" style={{ width: `${size.width}px`, height: `${size.height}px` }} />
        <div style={{ height: `${Math.max(0, rows.value.height + RULER_PX - size.height)}px` }} />
      </div>
      <HoverNote plan={plan} size={size} />
      <p id="gantt-keys" class="visually-hidden">
        {t("gantt.keys")}
      </p>
      <Spoken />
    </div>
  );
}

/** What is selected or moved, for screen readers: the canvas has no elements. */
function Spoken() {
  const bar = movingBar.value ?? placedAt(selected.value);
  return (
    <p class="visually-hidden" role="status">
      {bar === undefined ? "" : spokenOf(bar, movingBar.value === undefined ? actualTexts(bar) : undefined)}
    </p>
  );
}

function pictureNow(
  plan: PlanView,
  { width, height }: { readonly width: number; readonly height: number },
  slots: Picture["slots"],
): Picture {
  return {
    width,
    height,
    plan,
    slots,
    times: machineTimes.value ?? plan,
    labelPx: labelWidth(width),
    span: shownSpan.value,
    scrollTop: scroll.value.top,
    rows: rows.value,
    nowMs: liveNowMs(),
    tones: chartTones(),
    fitting: fitting.value,
    ghosts: ghosts.value,
    actuals: shownActuals.value,
    selected: selected.value,
    hovered: hovered.value,
    locked: new Set(edits.value.locks.map(keyOf)),
    inConflict: new Set(conflicts.value.keys()),
    opposed: opposed.value,
    chain: (plan.orders.get(explained.value)?.chain ?? []).flatMap((link) => placedAt(keyOf(link)) ?? []),
    moving: movingBar.value,
  };
}

/** Scrolls to the row of what is selected or moved. */
function keepInSight(host: HTMLElement | null): void {
  const bar = movingBar.value ?? placedAt(selected.value);
  const index =
    bar === undefined ? undefined : rows.value.at.get(rows.value.by === "machines" ? bar.machine : bar.order);
  const row = index === undefined ? undefined : rows.value.list[index];
  if (host === null || row === undefined) return;
  const room = host.clientHeight - RULER_PX;
  if (row.top < host.scrollTop) host.scrollTop = row.top;
  else if (row.top + row.height > host.scrollTop + room) host.scrollTop = row.top + row.height - room;
}
