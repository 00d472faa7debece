import type { Span } from "../../data/api.ts";
import { type Columns, indexAt } from "./columns.ts";
import type { Scale } from "./scale.ts";

/** Turns times and values of a pane into CSS pixels. */
export interface Place {
  x(ms: number): number;
  y(value: number, scale: Scale): number;
}

interface Stroke {
  readonly color: string;
  readonly dash: readonly number[];
  readonly width: number;
  /** Fills from the lowest to the highest value of each column. */
  readonly fills: boolean;
}

interface CurvePlace {
  readonly span: Span;
  readonly scale: Scale;
  readonly place: Place;
  readonly stroke: Stroke;
}

const BAND_ALPHA = 0.22;
/**
 * With more columns the line is dashed along the time axis and not along the line: the canvas would dash all ups and
 * downs, which costs seconds for fifty dense curves and shows no pattern.
 */
const MOST_DASHED = 200;

/**
 * A curve: each value as a step that holds until the next one, with the column's extremes as a band. The line breaks
 * where no value is known.
 */
export function paintCurve(context: CanvasRenderingContext2D, columns: Columns, curve: CurvePlace): void {
  const { span, stroke } = curve;
  const first = Math.max(0, indexAt(columns, span.fromMs));
  const isDense = indexAt(columns, span.toMs) - first > MOST_DASHED;
  context.save();
  if (stroke.fills) {
    context.globalAlpha = BAND_ALPHA;
    context.fillStyle = stroke.color;
    context.fill(bandOf(columns, first, curve));
    context.globalAlpha = 1;
  }
  context.strokeStyle = stroke.color;
  context.lineWidth = stroke.width;
  context.lineJoin = "bevel";
  context.setLineDash(isDense ? [] : [...stroke.dash]);
  context.stroke(lineOf(columns, first, curve, isDense ? stroke.dash : []));
  context.restore();
}

function lineOf(
  columns: Columns,
  first: number,
  { span: { toMs }, scale, place }: CurvePlace,
  dash: readonly number[],
): Path2D {
  const line = new Path2D();
  let endMs = Number.NaN;
  for (let i = first; i < columns.length; i++) {
    const ms = columns.times[i] as number;
    if (ms > toMs) break;
    const value = columns.mean[i] as number;
    const from = place.x(ms);
    if (Number.isNaN(value) || !isDrawn(from, dash)) {
      endMs = Number.NaN;
      continue;
    }
    const y = place.y(value, scale);
    // Not a number, too, is not the end of the column before.
    if (ms === endMs) line.lineTo(from, y);
    else line.moveTo(from, y);
    endMs = columns.untils[i] as number;
    line.lineTo(place.x(endMs), y);
  }
  return line;
}

function bandOf(columns: Columns, first: number, { span: { toMs }, scale, place }: CurvePlace): Path2D {
  const band = new Path2D();
  for (let i = first; i < columns.length; i++) {
    const ms = columns.times[i] as number;
    if (ms > toMs) break;
    const [low, high] = [columns.low[i] as number, columns.high[i] as number];
    if (!(high > low)) continue;
    const [from, top] = [place.x(ms), place.y(high, scale)];
    band.rect(from, top, Math.max(1, place.x(columns.untils[i] as number) - from), place.y(low, scale) - top);
  }
  return band;
}

/** Whether a dash, and not the space after it, lies at a place of the time axis. */
function isDrawn(x: number, dash: readonly number[]): boolean {
  const period = dash.reduce((sum, one) => sum + one, 0);
  if (period === 0) return true;
  let rest = ((x % period) + period) % period;
  for (const [i, one] of dash.entries()) {
    if (rest < one) return i % 2 === 0;
    rest -= one;
  }
  return true;
}
