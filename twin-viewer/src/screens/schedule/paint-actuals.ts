import type { ViewedActual } from "./actuals.ts";
import { rowOf } from "./paint-bars.ts";
import { type Picture, STRIP_PX, xOf } from "./picture.ts";
import { keyOf, type ViewedOperation } from "./plan-view.ts";
import { barBox } from "./rows.ts";

const FAINT_ALPHA = 0.22;
const RING_PX = 2.5;
/** Of the arrow of what goes on. */
const HEAD_PX = 5;
const CAP_PX = 1.5;

interface Place {
  readonly bar: ViewedOperation;
  readonly top: number;
  /** Where the record ends. */
  readonly upToX: number;
}

/**
 * What became of operations, below their bars: a line from actual start to end between two caps, hollow where it was
 * made elsewhere, an arrow where it goes on; a ring with dots where it has not begun although it is due; a barred ring
 * where it was skipped; a question mark where it is unknown. Forms alone tell them apart.
 */
export function paintActuals(context: CanvasRenderingContext2D, picture: Picture): void {
  const { actuals, plan, rows, scrollTop, height, tones, nowMs, fitting } = picture;
  if (actuals === undefined) return;
  const upToX = xOf(picture, actuals.upToMs ?? nowMs);
  context.strokeStyle = context.fillStyle = tones.text;
  context.font = "bold 10px sans-serif";
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.lineWidth = 1;
  for (const bar of plan.operations) {
    const actual = actuals.byKey.get(keyOf(bar));
    if (actual === undefined || !isInSight(picture, bar, actual)) continue;
    const row = rowOf(picture, bar);
    if (row === undefined || row.top > scrollTop + height || row.top + row.height < scrollTop) continue;
    const box = barBox(row, rows.lanes[bar.at] ?? 0);
    const isFaint = fitting?.has(bar.order) === false;
    if (isFaint) context.globalAlpha = FAINT_ALPHA;
    paintActual(context, actual, picture, { bar, top: box.top + box.height - STRIP_PX - scrollTop, upToX });
    if (isFaint) context.globalAlpha = 1;
  }
}

function isInSight({ span, actuals, nowMs }: Picture, { start, end }: ViewedOperation, actual: ViewedActual): boolean {
  const from = actual.startMs ?? start;
  const to = actual.endMs ?? (actual.startMs === undefined ? end : (actuals?.upToMs ?? nowMs));
  return from <= span.toMs && to >= span.fromMs;
}

function paintActual(
  context: CanvasRenderingContext2D,
  { kind, startMs, endMs, isElsewhere }: ViewedActual,
  picture: Picture,
  { bar, top, upToX }: Place,
): void {
  const middle = top + STRIP_PX / 2;
  const plannedX = xOf(picture, bar.start);
  if (startMs === undefined) {
    if (kind === "unknown") context.fillText("?", plannedX + 1, middle + 0.5);
    else ring(context, plannedX + RING_PX + 1, middle, kind === "skipped");
    if (kind !== "due") return;
    context.setLineDash([1, 3]);
    line(context, plannedX + 2 * RING_PX + 3, Math.min(upToX, xOf(picture, bar.end)), middle);
    context.setLineDash([]);
    return;
  }
  const left = xOf(picture, startMs);
  const right = Math.max(left + CAP_PX, endMs === undefined ? upToX : xOf(picture, endMs));
  if (isElsewhere) context.strokeRect(left, middle - 1.5, right - left, 3);
  else context.fillRect(left, middle - 1, right - left, 2);
  context.fillRect(left, top, CAP_PX, STRIP_PX);
  if (endMs !== undefined) {
    context.fillRect(right - CAP_PX, top, CAP_PX, STRIP_PX);
    return;
  }
  context.beginPath();
  context.moveTo(right, top - 0.5);
  context.lineTo(right + HEAD_PX, middle);
  context.lineTo(right, top + STRIP_PX + 0.5);
  context.fill();
}

function ring(context: CanvasRenderingContext2D, x: number, y: number, isBarred: boolean): void {
  context.beginPath();
  context.arc(x, y, RING_PX, 0, 2 * Math.PI);
  if (isBarred) {
    context.moveTo(x - RING_PX, y + RING_PX);
    context.lineTo(x + RING_PX, y - RING_PX);
  }
  context.stroke();
}

function line(context: CanvasRenderingContext2D, from: number, to: number, y: number): void {
  if (to <= from) return;
  context.beginPath();
  context.moveTo(from, y);
  context.lineTo(to, y);
  context.stroke();
}
