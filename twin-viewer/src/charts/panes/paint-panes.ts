import type { Span } from "../../data/api.ts";
import type { Activity } from "../../data/asset-state.ts";
import { t } from "../../i18n/language.ts";
import { hatchStretch } from "../hatch.ts";
import { paintPane, paintTimes } from "./paint-axes.ts";
import { type Place, paintCurve } from "./paint-curve.ts";
import { COLOURS, COMPARED_DASH, dashOf } from "./palette.ts";
import { axisKey, type Layout, type Pane, type PaneCurve } from "./pane-layout.ts";
import { FONT, type Tones } from "./tones.ts";

/** States of an asset over the span, one stretch after the other. */
export interface Lane {
  readonly label: string;
  readonly stretches: readonly (Span & { readonly activity: Activity })[];
}

/** A stretch of time that is marked through all panes. */
export interface Mark extends Span {
  readonly kind: "alert" | "note" | "period";
  /** Of an alert; 0 for an advisory. */
  readonly priority: 0 | 1 | 2 | 3 | 4;
  readonly text: string;
}

export interface Picture {
  readonly layout: Layout;
  readonly span: Span;
  readonly zone: string;
  readonly lanes: readonly Lane[];
  readonly marks: readonly Mark[];
  readonly gaps: readonly Span[];
  /** Raw samples are kept from here on; figures before it come from roll-ups. Null where that is not known. */
  readonly rawFromMs: number | null;
  readonly tones: Tones;
}

export const LANE_HEIGHT = 14;
/** Room below the last pane for the texts of the times. */
export const TIMES_HEIGHT = 22;
const MOST_FILLED = 10;
const MARK_ALPHA = 0.12;
const MOST_LETTERS = 32;

export function placeOf({ left, right }: Pick<Layout, "left" | "right">, { fromMs, toMs }: Span, pane?: Pane): Place {
  return {
    x: (ms) => left + ((ms - fromMs) / (toMs - fromMs)) * (right - left),
    y: (value, { low, high }) => (pane === undefined ? 0 : pane.top + pane.height * (1 - (value - low) / (high - low))),
  };
}

/** Draws everything but cursors, in CSS pixels; the caller has scaled the canvas to the device's. */
export function paintPanes(context: CanvasRenderingContext2D, picture: Picture): void {
  const { layout, span, lanes, tones, zone } = picture;
  const timesTop = layout.bottom + lanes.length * LANE_HEIGHT + 6;
  paintTimes(context, { layout, top: timesTop, span, zone, place: placeOf(layout, span), tones });
  for (const pane of layout.panes) {
    const place = placeOf(layout, span, pane);
    paintPane(context, pane, { layout, place, tones });
    context.save();
    context.beginPath();
    context.rect(layout.left, pane.top, layout.right - layout.left, pane.height);
    context.clip();
    paintMarks(context, picture, pane);
    if (pane === layout.panes[0]) paintRemarks(context, picture, pane);
    for (const gap of picture.gaps)
      hatchStretch(
        context,
        { left: layout.left, top: pane.top, width: layout.right - layout.left, height: pane.height },
        { from: place.x(gap.fromMs), to: place.x(gap.toMs), color: tones.line, scale: 1 },
      );
    for (const curve of pane.curves) paintOne(context, curve, { pane, span, layout, tones });
    context.restore();
  }
  paintRollUps(context, picture);
  paintLanes(context, picture);
}

function paintOne(
  context: CanvasRenderingContext2D,
  curve: PaneCurve,
  { pane, span, layout, tones }: Pick<Picture, "span" | "layout" | "tones"> & { readonly pane: Pane },
): void {
  const axis = pane.axes.find((one) => axisKey(one) === axisKey(curve));
  if (axis === undefined) return;
  const { shiftMs, slot, isCompared } = curve;
  const own = { fromMs: span.fromMs - shiftMs, toMs: span.toMs - shiftMs };
  paintCurve(context, curve.columns, {
    span: own,
    scale: axis.scale,
    place: placeOf(layout, own, pane),
    stroke: {
      color: tones.curves[slot % COLOURS] ?? tones.text,
      dash: isCompared ? COMPARED_DASH : dashOf(slot),
      width: 1.5,
      fills: !isCompared && pane.curves.length <= MOST_FILLED,
    },
  });
}

/** Alerts, remarks and periods: a tinted stretch with a line at its beginning. */
function paintMarks(context: CanvasRenderingContext2D, { layout, span, marks, tones }: Picture, pane: Pane): void {
  const { x } = placeOf(layout, span);
  for (const { fromMs, toMs, kind, priority } of marks) {
    const [from, until] = [x(fromMs), x(toMs)];
    if (until < layout.left || from > layout.right) continue;
    const color = kind === "alert" ? (tones.priorities[priority] ?? tones.faint) : tones.focus;
    context.save();
    context.globalAlpha = MARK_ALPHA;
    context.fillStyle = color;
    context.fillRect(from, pane.top, Math.max(1, until - from), pane.height);
    context.globalAlpha = 1;
    context.strokeStyle = color;
    context.setLineDash(kind === "alert" ? [] : [4, 3]);
    context.beginPath();
    context.moveTo(Math.round(from) + 0.5, pane.top);
    context.lineTo(Math.round(from) + 0.5, pane.top + pane.height);
    context.stroke();
    context.restore();
  }
}

/** Remarks in words, at the lower end of the first pane. */
function paintRemarks(context: CanvasRenderingContext2D, { layout, span, marks, tones }: Picture, pane: Pane): void {
  const { x } = placeOf(layout, span);
  context.font = FONT;
  context.fillStyle = tones.text;
  context.textAlign = "left";
  context.textBaseline = "bottom";
  let free = layout.left;
  for (const { text, fromMs } of marks.filter(({ kind }) => kind === "note").sort((a, b) => a.fromMs - b.fromMs)) {
    const at = x(fromMs) + 4;
    if (at < free) continue;
    const shown = text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text;
    context.fillText(shown, at, pane.top + pane.height - 3);
    free = at + context.measureText(shown).width + 8;
  }
}

/** The line where raw samples begin, with a text to its left. */
function paintRollUps(context: CanvasRenderingContext2D, { layout, span, rawFromMs, tones }: Picture): void {
  if (rawFromMs === null || rawFromMs <= span.fromMs) return;
  const at = Math.min(layout.right, placeOf(layout, span).x(rawFromMs));
  const top = layout.panes[0]?.top ?? 0;
  context.save();
  context.strokeStyle = tones.text;
  context.setLineDash([8, 3, 2, 3]);
  context.beginPath();
  context.moveTo(at, top);
  context.lineTo(at, layout.bottom);
  context.stroke();
  context.font = FONT;
  context.fillStyle = tones.text;
  context.textBaseline = "bottom";
  context.textAlign = "right";
  const text = t("explore.roll-ups");
  const width = context.measureText(text).width;
  if (at - width - 8 >= layout.left) context.fillText(text, at - 4, layout.bottom - 3);
  else {
    context.textAlign = "left";
    context.fillText(text, layout.left + 4, layout.bottom - 3);
  }
  context.restore();
}

function paintLanes(context: CanvasRenderingContext2D, { layout, span, lanes, tones }: Picture): void {
  const { x } = placeOf(layout, span);
  context.font = FONT;
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const [i, { label, stretches }] of lanes.entries()) {
    const top = layout.bottom + 4 + i * LANE_HEIGHT;
    context.fillStyle = tones.faint;
    context.fillText(label, layout.left - 6, top + LANE_HEIGHT / 2 - 1, layout.left - 8);
    for (const { fromMs, toMs, activity } of stretches) {
      const [from, until] = [Math.max(layout.left, x(fromMs)), Math.min(layout.right, x(toMs))];
      if (until <= from) continue;
      const plot = { left: layout.left, top, width: layout.right - layout.left, height: LANE_HEIGHT - 4 };
      if (activity === "unknown") hatchStretch(context, plot, { from, to: until, color: tones.line, scale: 1 });
      else {
        context.fillStyle = tones.states[activity];
        context.fillRect(from, top, until - from, plot.height);
        // The lightest grey, which means running, is nearly the ground.
        context.strokeStyle = tones.edge;
        context.strokeRect(from, top, until - from, plot.height);
      }
    }
  }
}
