import { COLOURS, dashOf } from "../../charts/panes/palette.ts";
import { FONT } from "../../charts/panes/tones.ts";
import { t } from "../../i18n/language.ts";
import { type ChartTones, type Picture, STRIP_PX, xOf } from "./picture.ts";
import { keyOf, openParts, type ViewedOperation } from "./plan-view.ts";
import { barBox, barsBetween, type Row, rowsBetween } from "./rows.ts";

/** A narrower bar is a full stroke without marks; texts need more. */
const PLAIN_PX = 5;
/** A wider set-up is hatched. */
const HATCH_PX = 5;
const MARK_PX = 14;
const LOCK_PX = 11;
const TEXT_PX = 30;
const STRIPE_PX = 4;
const FAINT_ALPHA = 0.22;
const GHOST_PX = 5;
const CONFLICT_SHARE = 0.66;
/** Widths of characters in the chart's font, and the first code of wide ones. */
const NARROW_PX = 6.3;
const WIDE_PX = 11.2;
const FIRST_WIDE = 0x2e80;
/** Fewer characters of a number name nothing. */
const LEAST_KEPT = 3;

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly height: number;
}

/** The bars in sight, above them those in conflict and what is being moved; below, those of the former schedule. */
export function paintBars(context: CanvasRenderingContext2D, picture: Picture): void {
  const { rows, scrollTop, height, span, moving, inConflict } = picture;
  const hatch = hatching(context, picture.tones.faint);
  const [first, last] = rowsBetween(rows, scrollTop, scrollTop + height);
  const above: ViewedOperation[] = moving === undefined ? [] : [moving];
  context.font = FONT;
  for (let i = first; i < last; i++) {
    const row = rows.list[i] as Row;
    const [from, to] = barsBetween(row, span.fromMs, span.toMs);
    for (let at = from; at < to; at++) {
      const bar = row.bars[at] as ViewedOperation;
      if (moving?.at === bar.at) continue;
      if (inConflict.has(keyOf(bar))) above.unshift(bar);
      else paintBar(context, bar, { box: boxOf(picture, row, bar), hatch, picture });
    }
  }
  paintGhosts(context, picture);
  for (const bar of above) {
    const row = rowOf(picture, bar);
    if (row === undefined) continue;
    const box = boxOf(picture, row, bar);
    // What it is in conflict with shows below it.
    const isHigh = inConflict.has(keyOf(bar)) && row.lanes === 1;
    paintBar(context, bar, { box: isHigh ? { ...box, height: box.height * CONFLICT_SHARE } : box, hatch, picture });
  }
}

export function rowOf({ rows }: Picture, { machine, order }: ViewedOperation): Row | undefined {
  const index = rows.at.get(rows.by === "machines" ? machine : order);
  return index === undefined ? undefined : rows.list[index];
}

export function boxOf(picture: Picture, row: Row, bar: ViewedOperation): Box {
  const { top, height } = barBox(row, picture.rows.lanes[bar.at] ?? 0);
  return {
    left: xOf(picture, bar.setUpStart),
    right: xOf(picture, bar.end),
    top: top - picture.scrollTop,
    height: picture.actuals === undefined ? height : height - STRIP_PX,
  };
}

interface Look {
  readonly box: Box;
  readonly hatch: CanvasPattern | null;
  readonly picture: Picture;
}

function paintBar(context: CanvasRenderingContext2D, bar: ViewedOperation, { box, hatch, picture }: Look): void {
  const { tones, slots, fitting, plan } = picture;
  const slot = slots.get(plan.orders.get(bar.order)?.variant ?? "") ?? 0;
  const colour = tones.curves[slot % COLOURS] ?? tones.text;
  const { top, height, right } = box;
  const width = right - box.left;
  const isFaint = fitting?.has(bar.order) === false;
  if (isFaint) context.globalAlpha = FAINT_ALPHA;
  if (width < PLAIN_PX) {
    context.fillStyle = colour;
    context.fillRect(box.left, top, Math.max(1, width), height);
  } else {
    const work = Math.round(xOf(picture, bar.start));
    if (work > Math.round(box.left)) paintSetUp(context, bar, { box: { ...box, right: work }, hatch, picture });
    paintWork(context, { left: work, right: Math.round(right), top, height }, { colour, slot, tones });
  }
  outline(context, bar, { box, hatch, picture });
  marks(context, bar, { box: { ...box, left: xOf(picture, bar.start) }, hatch, picture });
  if (isFaint) context.globalAlpha = 1;
}

/** The set-up, hatched while the machine is open, with a line through the time in which it rests. */
function paintSetUp(
  context: CanvasRenderingContext2D,
  { machine, setUpStart, start }: ViewedOperation,
  { box: { left, right, top, height }, hatch, picture }: Look,
): void {
  const { tones, times } = picture;
  const stretch = { fromMs: setUpStart, toMs: start };
  // A narrow one is whole: its parts would be less than a pixel.
  const parts = right - left > HATCH_PX ? openParts(times, machine, stretch) : [stretch];
  context.fillStyle = tones.faint;
  if (parts.length > 1) context.fillRect(left, top + height / 2, right - left, 1);
  for (const { fromMs, toMs } of parts) {
    const from = Math.round(xOf(picture, fromMs));
    const wide = Math.max(1, Math.min(right, Math.round(xOf(picture, toMs))) - from);
    context.fillStyle = tones.faint;
    context.fillRect(from, top + 3, wide, height - 6);
    if (wide <= HATCH_PX) continue;
    context.fillStyle = tones.ground;
    context.fillRect(from + 1, top + 4, wide - 1, height - 8);
    context.fillStyle = hatch ?? tones.faint;
    context.fillRect(from + 1, top + 4, wide - 1, height - 8);
  }
}

/**
 * The work: light, so that text stands out, with a full edge and stripe at its beginning, dashed beyond seven.
 * Two filled rectangles, because strokes and see-through fills take several times as long.
 */
function paintWork(
  context: CanvasRenderingContext2D,
  { left, right, top, height }: Box,
  { colour, slot, tones }: { readonly colour: string; readonly slot: number; readonly tones: ChartTones },
): void {
  const stripe = Math.min(STRIPE_PX, right - left);
  context.fillStyle = colour;
  context.fillRect(left, top, right - left, height);
  context.fillStyle = tones.tints[slot % COLOURS] ?? tones.ground;
  context.fillRect(left + stripe, top + 1, Math.max(0, right - left - stripe - 1), height - 2);
  if (slot < COLOURS) return;
  const [full = 4, gap = 2] = dashOf(slot);
  for (let y = full / 2; y < height; y += (full + gap) / 2) context.fillRect(left + 1, top + y, stripe - 1, gap / 2);
}

/** Selected, under the pointer, in conflict, or what others are in conflict with. */
function outline(context: CanvasRenderingContext2D, bar: ViewedOperation, { box, picture }: Look): void {
  const { tones, selected, hovered, inConflict, opposed } = picture;
  const key = keyOf(bar);
  const isOpposed = opposed.has(key);
  const stroke = inConflict.has(key)
    ? ([tones.conflict, 2.5] as const)
    : isOpposed
      ? ([tones.conflict, 2] as const)
      : key === selected
        ? ([tones.focus, 2.5] as const)
        : key === hovered
          ? ([tones.text, 1.5] as const)
          : undefined;
  if (stroke === undefined) return;
  [context.strokeStyle, context.lineWidth] = stroke;
  context.setLineDash(isOpposed && !inConflict.has(key) ? [4, 3] : []);
  context.strokeRect(box.left - 1, box.top - 1, Math.max(3, box.right - box.left + 2), box.height + 2);
  context.setLineDash([]);
}

/** Words and signs inside of the bar: conflict, lock, order and step, late. */
function marks(context: CanvasRenderingContext2D, bar: ViewedOperation, { box, picture }: Look): void {
  const { tones, plan, rows, locked, inConflict } = picture;
  const { top, height } = box;
  // What begins left of the window is named at the window's edge.
  let left = Math.max(box.left + STRIPE_PX, picture.labelPx) + 3;
  const isLate = plan.orders.get(bar.order)?.isLate === true;
  if (box.right - box.left < MARK_PX) return;
  if (isLate) {
    context.fillStyle = tones.late;
    context.beginPath();
    context.moveTo(box.right - 9, top);
    context.lineTo(box.right, top);
    context.lineTo(box.right, top + 9);
    context.fill();
  }
  const key = keyOf(bar);
  if (left + LOCK_PX > box.right) return;
  if (bar.isKept || locked.has(key)) {
    padlock(context, { x: left, y: top + height / 2, isFull: locked.has(key), colour: tones.text });
    left += LOCK_PX;
  }
  const room = Math.min(box.right, picture.width) - left - (isLate ? 8 : 2);
  if (room < TEXT_PX - 10 || height < 11) return;
  const [name, step] = [rows.by === "machines" ? bar.order : bar.machine, bar.step];
  const isBad = inConflict.has(key);
  context.fillStyle = isBad ? tones.conflict : tones.text;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillText(
    barText(
      isBad ? [`✗ ${t("gantt.conflict")} ${name}`, `✗ ${t("gantt.conflict")}`, "✗"] : [`${name} ${step}`, name],
      room,
    ),
    left,
    top + height / 2 + 0.5,
  );
}

/** The first text that has room, else the end of the last: numbers of orders differ there. */
function barText(texts: readonly string[], px: number): string {
  const whole = texts.find((text) => widthOf(text) <= px);
  if (whole !== undefined) return whole;
  const last = texts.at(-1) ?? "";
  const kept = Math.floor((px - WIDE_PX) / NARROW_PX);
  return kept < LEAST_KEPT ? "" : `…${last.slice(-kept)}`;
}

/** A text, or as much of it as has room. */
export function fitted(text: string, px: number): string {
  if (widthOf(text) <= px) return text;
  let kept = "";
  for (const one of text) {
    if (widthOf(`${kept}${one}…`) > px) break;
    kept += one;
  }
  return `${kept}…`;
}

/** About the width of a text in the chart's font: measuring each would take longer than painting it. */
function widthOf(text: string): number {
  let px = 0;
  for (const one of text) px += one === "…" || one.charCodeAt(0) > FIRST_WIDE ? WIDE_PX : NARROW_PX;
  return px;
}

/** A padlock: full where this person locked, hollow where the former plan is kept. */
function padlock(
  context: CanvasRenderingContext2D,
  {
    x,
    y,
    isFull,
    colour,
  }: { readonly x: number; readonly y: number; readonly isFull: boolean; readonly colour: string },
): void {
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = 1.3;
  context.beginPath();
  context.arc(x + 4, y - 1.5, 2.4, Math.PI, 0);
  context.stroke();
  if (isFull) context.fillRect(x + 0.4, y - 1.5, 7.2, 5.5);
  else context.strokeRect(x + 1, y - 1, 6, 4.6);
}

/** Where the former schedule had the operations: hollow bars along the lower edge of their rows. */
function paintGhosts(context: CanvasRenderingContext2D, picture: Picture): void {
  const { ghosts, tones, span, scrollTop, height } = picture;
  if (ghosts === undefined) return;
  context.strokeStyle = tones.text;
  context.lineWidth = 1;
  context.setLineDash([3, 2]);
  for (const ghost of ghosts.operations) {
    if (ghost.end < span.fromMs || ghost.start > span.toMs) continue;
    const row = rowOf(picture, ghost);
    if (row === undefined || row.top > scrollTop + height || row.top + row.height < scrollTop) continue;
    const [left, right] = [xOf(picture, ghost.start), xOf(picture, ghost.end)];
    context.strokeRect(left, row.top + row.height - scrollTop - GHOST_PX - 1.5, Math.max(1, right - left), GHOST_PX);
  }
  context.setLineDash([]);
}

/** Diagonal lines that repeat. */
export function hatching(context: CanvasRenderingContext2D, colour: string): CanvasPattern | null {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 6;
  const ink = tile.getContext("2d");
  if (ink === null) return null;
  ink.strokeStyle = colour;
  ink.lineWidth = 1;
  ink.beginPath();
  for (const x of [-6, 0, 6]) {
    ink.moveTo(x - 1, 7);
    ink.lineTo(x + 7, -1);
  }
  ink.stroke();
  return context.createPattern(tile, "repeat");
}
