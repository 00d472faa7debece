import { FONT } from "../../charts/panes/tones.ts";
import { formatDate, formatNumber } from "../../data/format.ts";
import { offsetOf, ticksOf, tickText } from "../../data/time-ticks.ts";
import { t } from "../../i18n/language.ts";
import { canMake } from "./moves.ts";
import { paintActuals } from "./paint-actuals.ts";
import { boxOf, fitted, hatching, paintBars, rowOf } from "./paint-bars.ts";
import { type Picture, xOf } from "./picture.ts";
import { type Row, RULER_PX, rowsBetween } from "./rows.ts";

const TICK_ROOM_PX = 64;
const CLOSED_ALPHA = 0.55;
const VEIL_ALPHA = 0.7;
const HOUR_MS = 3_600_000;
/** Between the words of two lines on the ruler. */
const FLAG_GAP_PX = 10;

/** The whole chart: times above, names before, bars between. */
export function paintChart(context: CanvasRenderingContext2D, picture: Picture): void {
  const { width, height, labelPx, tones } = picture;
  context.fillStyle = tones.ground;
  context.fillRect(0, 0, width, height);
  context.save();
  context.beginPath();
  context.rect(labelPx, RULER_PX, width - labelPx, height - RULER_PX);
  context.clip();
  context.translate(0, RULER_PX);
  paintGround(context, picture);
  paintBars(context, picture);
  paintActuals(context, picture);
  paintDue(context, picture);
  paintChain(context, picture);
  paintVeil(context, picture);
  context.restore();
  paintNames(context, picture);
  paintRuler(context, picture);
  paintLines(context, picture);
}

function eachRow({ rows, scrollTop, height }: Picture, paint: (row: Row, top: number) => void): void {
  const [first, last] = rowsBetween(rows, scrollTop, scrollTop + height - RULER_PX);
  for (const row of rows.list.slice(first, last)) paint(row, row.top - scrollTop);
}

/** Lines between rows, and when machines are closed or cannot be used. */
function paintGround(context: CanvasRenderingContext2D, picture: Picture): void {
  const { width, height, labelPx, tones, plan, times, span } = picture;
  const down = hatching(context, tones.edge);
  const stretch = (fromMs: number, toMs: number): readonly [number, number] => {
    const left = Math.max(labelPx, xOf(picture, fromMs));
    return [left, Math.min(width, xOf(picture, toMs)) - left];
  };
  eachRow(picture, (row, top) => {
    const machine = row.kind === "machine" ? times.machineOf.get(row.name) : undefined;
    context.fillStyle = tones.line;
    context.globalAlpha = CLOSED_ALPHA;
    for (const { fromMs, toMs } of machine?.closed ?? []) {
      const [left, wide] = stretch(fromMs, toMs);
      if (wide > 0 && fromMs < span.toMs) context.fillRect(left, top, wide, row.height);
    }
    context.globalAlpha = 1;
    for (const { fromMs, toMs } of machine?.unavailable ?? []) {
      const [left, wide] = stretch(fromMs, toMs);
      if (wide <= 0) continue;
      context.fillStyle = down ?? tones.edge;
      context.fillRect(left, top + 1, wide, row.height - 2);
      context.strokeStyle = tones.edge;
      context.strokeRect(left + 0.5, top + 1.5, wide - 1, row.height - 3);
    }
    context.fillStyle = tones.line;
    context.fillRect(labelPx, top + row.height - 1, width - labelPx, 1);
  });
  context.strokeStyle = tones.line;
  context.lineWidth = 1;
  for (const ms of ticksOf(span, offsetOf(span.toMs, plan.timeZone)))
    line(context, [xOf(picture, ms), 0, xOf(picture, ms), height]);
}

/** Due dates: in rows of orders of each, else of the selected order. Behind it a line to a late end. */
function paintDue(context: CanvasRenderingContext2D, picture: Picture): void {
  const { rows, plan, tones, selected } = picture;
  const chosen = plan.byKey.get(selected)?.order;
  eachRow(picture, (row, top) => {
    const name = row.kind === "order" ? row.name : row.bars.some(({ order }) => order === chosen) ? chosen : undefined;
    const order = name === undefined ? undefined : plan.orders.get(name);
    if (order === undefined) return;
    const x = xOf(picture, order.due);
    context.strokeStyle = context.fillStyle = order.isLate ? tones.late : tones.text;
    context.lineWidth = 1.5;
    line(context, [x, top, x, top + row.height]);
    context.beginPath();
    for (const [dx, dy] of [
      [0, -5],
      [5, 0],
      [0, 5],
      [-5, 0],
    ] as const)
      context.lineTo(x + dx, top + 6 + dy);
    context.fill();
    if (rows.by === "orders" && order.isLate)
      line(context, [x, top + row.height - 3, xOf(picture, order.end), top + row.height - 3]);
  });
}

/** The links of a late order, numbered from its end back, each joined with what holds it. */
function paintChain(context: CanvasRenderingContext2D, picture: Picture): void {
  const { chain, tones } = picture;
  const boxes = chain.flatMap((bar) => {
    const row = rowOf(picture, bar);
    return row === undefined ? [] : [boxOf(picture, row, bar)];
  });
  context.strokeStyle = context.fillStyle = tones.focus;
  context.lineWidth = 2;
  context.font = FONT;
  for (const [i, box] of boxes.entries()) {
    context.strokeRect(box.left - 1, box.top - 1, Math.max(3, box.right - box.left + 2), box.height + 2);
    const next = boxes[i + 1];
    if (next !== undefined) {
      const x = Math.min(next.right, box.left);
      context.beginPath();
      context.moveTo(next.right, next.top + next.height / 2);
      context.lineTo(x + 3, next.top + next.height / 2);
      context.lineTo(x + 3, box.top + box.height / 2);
      context.lineTo(box.left, box.top + box.height / 2);
      context.stroke();
    }
  }
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const [i, box] of boxes.entries()) {
    context.fillStyle = tones.focus;
    context.beginPath();
    context.arc(box.left, box.top + 2, 7, 0, 2 * Math.PI);
    context.fill();
    context.fillStyle = tones.ground;
    context.fillText(String(i + 1), box.left, box.top + 2.5);
  }
}

/** Rows of machines that cannot make what is being moved are veiled. */
function paintVeil(context: CanvasRenderingContext2D, picture: Picture): void {
  const { moving, width, labelPx, tones } = picture;
  if (moving === undefined) return;
  context.fillStyle = tones.panel;
  context.globalAlpha = VEIL_ALPHA;
  eachRow(picture, (row, top) => {
    if (row.kind === "machine" && row.name !== moving.machine && !canMake(moving, row.name))
      context.fillRect(labelPx, top, width - labelPx, row.height);
  });
  context.globalAlpha = 1;
}

function paintNames(context: CanvasRenderingContext2D, picture: Picture): void {
  const { labelPx, height, width, tones, plan, moving } = picture;
  context.save();
  context.beginPath();
  context.rect(0, RULER_PX, width, height - RULER_PX);
  context.clip();
  context.translate(0, RULER_PX);
  context.fillStyle = tones.panel;
  context.fillRect(0, 0, labelPx, height);
  context.font = FONT;
  context.textAlign = "left";
  context.textBaseline = "middle";
  eachRow(picture, (row, top) => {
    if (row.kind === "area") {
      context.fillStyle = tones.panel;
      context.fillRect(0, top, width, row.height);
    }
    context.fillStyle = tones.line;
    context.fillRect(0, top + row.height - 1, labelPx, 1);
    const middle = top + row.height / 2;
    const order = row.kind === "order" ? plan.orders.get(row.name) : undefined;
    const isUnfit = moving !== undefined && row.kind === "machine" && !canMake(moving, row.name);
    context.fillStyle = row.kind === "area" || isUnfit ? tones.faint : tones.text;
    const name = row.kind === "area" && row.name === "" ? t("gantt.no-area") : row.name;
    context.fillText(fitted(isUnfit ? `✗ ${name}` : name, labelPx - 14), 8, order?.isLate ? middle - 6 : middle);
    if (order?.isLate !== true) return;
    context.fillStyle = tones.late;
    const hours = formatNumber((order.end - order.due) / HOUR_MS, 1);
    context.fillText(fitted(`▲ ${t("gantt.late-by", { hours })}`, labelPx - 12), 8, middle + 7);
  });
  context.restore();
  context.strokeStyle = tones.edge;
  context.lineWidth = 1;
  line(context, [labelPx, 0, labelPx, height]);
}

function paintRuler(context: CanvasRenderingContext2D, picture: Picture): void {
  const { width, labelPx, span, tones, plan } = picture;
  const zone = plan.timeZone;
  context.fillStyle = tones.panel;
  context.fillRect(0, 0, width, RULER_PX);
  context.fillStyle = tones.edge;
  context.fillRect(0, RULER_PX - 1, width, 1);
  context.font = FONT;
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.fillStyle = tones.faint;
  context.fillText(fitted(formatDate(span.fromMs, zone), labelPx - 10), 8, RULER_PX - 10);
  context.textAlign = "center";
  let free = labelPx + TICK_ROOM_PX / 3;
  for (const ms of ticksOf(span, offsetOf(span.toMs, zone))) {
    const x = xOf(picture, ms);
    if (x < free || x > width - TICK_ROOM_PX / 3) continue;
    free = x + TICK_ROOM_PX;
    context.fillStyle = tones.edge;
    context.fillRect(Math.round(x), RULER_PX - 5, 1, 5);
    context.fillStyle = tones.text;
    context.fillText(tickText(ms, zone, span), x, RULER_PX - 12);
  }
}

/** Now, and until when nothing is moved; each with its word on the ruler. */
function paintLines(context: CanvasRenderingContext2D, picture: Picture): void {
  const { plan, nowMs, tones, height, width, labelPx } = picture;
  const marked = [
    { ms: nowMs, text: t("gantt.now"), colour: tones.focus, dash: [] },
    ...(plan.freezeMs === undefined
      ? []
      : [{ ms: plan.freezeMs, text: t("gantt.frozen-until"), colour: tones.text, dash: [6, 4] }]),
  ].toSorted((a, b) => a.ms - b.ms);
  context.font = FONT;
  context.textBaseline = "top";
  // Two words that would cover each other stand side by side.
  let free = 0;
  for (const { ms, text, colour, dash } of marked) {
    const x = xOf(picture, ms);
    if (x < labelPx || x > width) continue;
    context.strokeStyle = context.fillStyle = colour;
    context.lineWidth = 1.5;
    context.setLineDash(dash);
    line(context, [x, 12, x, height]);
    context.setLineDash([]);
    context.textAlign = "left";
    const wide = context.measureText(text).width;
    const left = Math.max(free, Math.min(x + 4, width - wide - 2));
    context.fillText(text, left, 2);
    free = left + wide + FLAG_GAP_PX;
  }
}

function line(context: CanvasRenderingContext2D, [x1, y1, x2, y2]: readonly [number, number, number, number]): void {
  context.beginPath();
  context.moveTo(Math.round(x1) + 0.5, y1);
  context.lineTo(Math.round(x2) + 0.5, y2);
  context.stroke();
}
