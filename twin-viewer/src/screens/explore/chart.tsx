import type { ReadonlySignal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { drawing } from "../../charts/drawing.ts";
import { paintPanes } from "../../charts/panes/paint-panes.ts";
import { paneAt } from "../../charts/panes/pane-layout.ts";
import { usePlant } from "../../data/context.ts";
import { choosingCurves, DRAGGED_ASSET, DRAGGED_TAG, droppedAsset, droppedTag } from "../../data/explore-link.ts";
import { moment, theme } from "../../data/signals.ts";
import { zoomOf } from "../../data/wall-text.ts";
import { language } from "../../i18n/chosen.ts";
import { t } from "../../i18n/language.ts";
import { movedTo, withSource } from "./board.ts";
import { chartKeys } from "./chart-keys.ts";
import { pictureNow } from "./chart-picture.ts";
import { listenToPointer } from "./chart-pointer.ts";
import { EventMarks } from "./event-marks.tsx";
import { paintCursors } from "./paint-cursors.ts";
import { Readout } from "./readout.tsx";
import { board, brush, change, layout, loaded, notes, periods, pointed, shownSpan } from "./state.ts";

/** Format of a dragged curve of the list; its data are the curve's id. */
export const DRAGGED_CURVE = "application/x-gemba-curve";
const TAKEN = [DRAGGED_CURVE, DRAGGED_TAG, DRAGGED_ASSET];

/** A change of one of these draws the curves again, or what moves over them. */
const OF_CURVES: readonly ReadonlySignal<unknown>[] = [board, loaded, shownSpan, notes, periods, theme, language];
const OF_CURSORS: readonly ReadonlySignal<unknown>[] = [board, layout, shownSpan, pointed, brush, moment, theme];

/** Curves over time, in panes. Wheel, drag, keys and drops change the board; nothing is drawn without a change. */
export function Chart({ onWidth }: { onWidth: (width: number) => void }) {
  const host = useRef<HTMLDivElement>(null);
  const [under, over] = [useRef<HTMLCanvasElement>(null), useRef<HTMLCanvasElement>(null)];
  const [size, setSize] = useState({ width: 0, height: 0 });
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    const stop = listenToPointer(element);
    return () => {
      observer.disconnect();
      stop();
    };
  }, []);
  useEffect(() => {
    if (size.width === 0) return undefined;
    const stopCurves = drawing(under.current, size, OF_CURVES, (context) => {
      const picture = pictureNow(size, zone);
      layout.value = picture.layout;
      paintPanes(context, picture);
    });
    const stopCursors = drawing(over.current, size, OF_CURSORS, paintCursors);
    return () => {
      stopCurves();
      stopCursors();
    };
  }, [size, zone]);
  const plotWidth = Math.round(layout.value.right - layout.value.left);
  useEffect(() => onWidth(size.width === 0 ? 0 : Math.max(1, plotWidth)), [plotWidth, size.width]);
  return (
    <div
      ref={host}
      class="explore-chart"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys pan, zoom and measure, as in the picture
      tabIndex={0}
      role="application"
      aria-label={t("explore.chart", { count: board.value.curves.length })}
      aria-describedby="explore-keys"
      onKeyDown={chartKeys}
      onDragOver={(event) => {
        const types = event.dataTransfer?.types ?? [];
        if (TAKEN.some((one) => types.includes(one))) event.preventDefault();
      }}
      onDrop={onDrop}
    >
      <canvas ref={under} class="explore-canvas" />
      <canvas ref={over} class="explore-canvas" />
      <EventMarks />
      <Readout />
      <p id="explore-keys" class="visually-hidden">
        {t("explore.keys")}
      </p>
    </div>
  );
}

function onDrop(event: DragEvent): void {
  const host = event.currentTarget as HTMLElement;
  const pane = paneAt(layout.value, (event.clientY - host.getBoundingClientRect().top) / zoomOf(host));
  const id = event.dataTransfer?.getData(DRAGGED_CURVE) ?? "";
  const [tag, asset] = [droppedTag(event), droppedAsset(event)];
  if (id !== "") change((before) => movedTo(before, id, pane));
  else if (tag !== undefined) change((before) => withSource(before, { tag }, { pane }));
  else if (asset !== undefined) choosingCurves.value = { ...asset, pane };
  else return;
  event.preventDefault();
}
