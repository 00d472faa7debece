import type { Span } from "../../data/api.ts";
import { formatNumber } from "../../data/format.ts";
import { offsetOf, ticksOf, tickText } from "../../data/time-ticks.ts";
import { inLargerUnit } from "../../data/units.ts";
import { local } from "../../i18n/language.ts";
import type { Place } from "./paint-curve.ts";
import type { Layout, Pane, PaneAxis } from "./pane-layout.ts";
import { decimalsFor, stepOf, ticksOn } from "./scale.ts";
import { FONT, type Tones } from "./tones.ts";

const AXIS_WIDTH = 52;
const TICK_ROOM = 34;
const MOST_TICKS = 12;
const TIME_ROOM = 96;

/** Grid, frame and value axes of a pane. */
export function paintPane(
  context: CanvasRenderingContext2D,
  pane: Pane,
  { layout: { left, right }, place, tones }: { readonly layout: Layout; readonly place: Place; readonly tones: Tones },
): void {
  const { top, height, axes } = pane;
  context.strokeStyle = tones.line;
  context.lineWidth = 1;
  context.strokeRect(left, top, right - left, height);
  context.font = FONT;
  context.fillStyle = tones.faint;
  for (const [i, axis] of axes.entries()) {
    const isLeft = i % 2 === 0;
    const edge = isLeft ? left - Math.floor(i / 2) * AXIS_WIDTH : right + Math.floor(i / 2) * AXIS_WIDTH;
    context.textAlign = isLeft ? "right" : "left";
    const textX = edge + (isLeft ? -6 : 6);
    const most = Math.max(2, Math.min(MOST_TICKS, Math.floor(height / TICK_ROOM)));
    const { symbol, marks } = marksOf(axis, most);
    for (const { value, text } of marks) {
      const y = place.y(value, axis.scale);
      if (y < top - 1 || y > top + height + 1) continue;
      // One grid for one axis: several would be a net that no one reads.
      if (i === 0) rule(context, left, y, right, y);
      else rule(context, edge, y, edge + (isLeft ? -4 : 4), y);
      context.textBaseline = "middle";
      // The unit has the upper corner.
      if (y > top + 15 || symbol === "") context.fillText(text, textX, y, AXIS_WIDTH - 8);
    }
    context.textBaseline = "top";
    context.fillText(symbol, textX, top + 1, AXIS_WIDTH - 8);
  }
}

interface AxisMarks {
  readonly symbol: string;
  readonly marks: readonly { readonly value: number; readonly text: string }[];
}

/** Round values of an axis in a unit that keeps them short, or the states that it has texts for. */
function marksOf({ scale, labels, unit }: PaneAxis, most: number): AxisMarks {
  if (labels.length > 0) {
    const shown = labels.filter(({ value }) => value >= scale.low && value <= scale.high);
    return { symbol: "", marks: shown.map((label) => ({ value: label.value, text: local(label) })) };
  }
  const largest = Math.max(Math.abs(scale.low), Math.abs(scale.high));
  const larger = inLargerUnit(largest, unit);
  const factor = larger.value / largest;
  const shown = { low: scale.low * factor, high: scale.high * factor };
  const decimals = decimalsFor(stepOf(shown, most));
  const marks = ticksOn(shown, most).map((value) => ({ value: value / factor, text: formatNumber(value, decimals) }));
  return { symbol: larger.symbol, marks };
}

interface TimeAxis {
  readonly layout: Layout;
  /** Upper end of the texts. */
  readonly top: number;
  readonly span: Span;
  readonly zone: string;
  readonly place: Place;
  readonly tones: Tones;
}

/** Times below the last pane, with lines through all panes. */
export function paintTimes(
  context: CanvasRenderingContext2D,
  { layout, top, span, zone, place, tones }: TimeAxis,
): void {
  context.font = FONT;
  context.textBaseline = "top";
  context.textAlign = "center";
  let free = layout.left - TIME_ROOM;
  for (const ms of ticksOf(span, offsetOf(span.toMs, zone))) {
    const x = place.x(ms);
    if (x < layout.left || x > layout.right) continue;
    context.strokeStyle = tones.line;
    for (const pane of layout.panes) rule(context, x, pane.top, x, pane.top + pane.height);
    if (x - free < TIME_ROOM / 2) continue;
    free = x;
    context.fillStyle = tones.faint;
    context.fillText(tickText(ms, zone, span), x, top);
  }
}

function rule(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  context.beginPath();
  context.moveTo(Math.round(x1) + 0.5, Math.round(y1) + 0.5);
  context.lineTo(Math.round(x2) + 0.5, Math.round(y2) + 0.5);
  context.stroke();
}
