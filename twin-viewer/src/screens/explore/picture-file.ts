import { paintPanes, placeOf } from "../../charts/panes/paint-panes.ts";
import { COLOURS, dashOf } from "../../charts/panes/palette.ts";
import { type Tones, tonesOfPage } from "../../charts/panes/tones.ts";
import type { Span } from "../../data/api.ts";
import { formatMoment } from "../../data/format.ts";
import { pictureNow } from "./chart-picture.ts";
import { board } from "./state.ts";

const WIDTH = 1600;
const HEIGHT = 900;
const SCALE = 2;
const MARGIN = 20;
const TITLE_FONT = '600 18px "Noto Sans SC Variable", sans-serif';
const TEXT_FONT = '13px "Noto Sans SC Variable", sans-serif';
const LINE = 20;

/** The text of a picture: what it shows, where, when, and the names of its curves. */
export interface Caption {
  readonly title: string;
  readonly plant: string;
  readonly zone: string;
  readonly legend: readonly { readonly slot: number; readonly text: string }[];
}

/** "2026-11-29 08:00:00 – 2026-11-29 20:00:00 Asia/Shanghai" */
function saySpan({ fromMs, toMs }: Span, zone: string): string {
  return `${formatMoment(fromMs, zone)} – ${formatMoment(toMs, zone)} ${zone}`;
}

/** The chart over time as a PNG with title, plant, time and legend, in the page's theme, whatever the window's size. */
export async function pictureFile(caption: Caption): Promise<Blob | null> {
  const tones = tonesOfPage();
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  if (context === null) return null;
  context.font = TEXT_FONT;
  const rows = legendRows(context, caption.legend);
  const head = MARGIN + 2 * LINE + 12 + rows.length * LINE;
  [canvas.width, canvas.height] = [WIDTH * SCALE, (HEIGHT + head) * SCALE];
  context.scale(SCALE, SCALE);
  context.fillStyle = tones.ground;
  context.fillRect(0, 0, WIDTH, HEIGHT + head);
  const picture = pictureNow({ width: WIDTH - 2 * MARGIN, height: HEIGHT }, caption.zone);
  paintHead(context, caption, { tones, rows, span: picture.span });
  context.translate(MARGIN, head);
  paintPanes(context, picture);
  paintLetters(context, picture);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

interface Placed {
  readonly slot: number;
  readonly text: string;
  readonly x: number;
}

function legendRows(context: CanvasRenderingContext2D, legend: Caption["legend"]): readonly (readonly Placed[])[] {
  const rows: Placed[][] = [[]];
  let x = MARGIN;
  for (const { slot, text } of legend) {
    const width = 30 + context.measureText(text).width + 24;
    if (x + width > WIDTH - MARGIN && x > MARGIN) {
      rows.push([]);
      x = MARGIN;
    }
    rows.at(-1)?.push({ slot, text, x });
    x += width;
  }
  return rows;
}

function paintHead(
  context: CanvasRenderingContext2D,
  { title, plant, zone }: Caption,
  { tones, rows, span }: { readonly tones: Tones; readonly rows: readonly (readonly Placed[])[]; readonly span: Span },
): void {
  context.textBaseline = "top";
  context.fillStyle = tones.text;
  context.font = TITLE_FONT;
  context.fillText(title, MARGIN, MARGIN, WIDTH - 2 * MARGIN);
  context.font = TEXT_FONT;
  context.fillStyle = tones.faint;
  context.fillText(`${plant} · ${saySpan(span, zone)}`, MARGIN, MARGIN + LINE + 6, WIDTH - 2 * MARGIN);
  for (const [i, row] of rows.entries()) {
    const top = MARGIN + 2 * LINE + 8 + i * LINE;
    for (const { slot, text, x } of row) {
      context.strokeStyle = tones.curves[slot % COLOURS] ?? tones.text;
      context.lineWidth = 2;
      context.setLineDash([...dashOf(slot)]);
      context.beginPath();
      context.moveTo(x, top + 8);
      context.lineTo(x + 24, top + 8);
      context.stroke();
      context.setLineDash([]);
      context.fillStyle = tones.text;
      context.fillText(text, x + 30, top);
    }
  }
}

/** The cursors belong to the picture: a text beside it may speak of A and B. */
function paintLetters(context: CanvasRenderingContext2D, { layout, span, tones }: ReturnType<typeof pictureNow>): void {
  const { x } = placeOf(layout, span);
  const top = layout.panes[0]?.top ?? 0;
  context.font = TEXT_FONT;
  context.textAlign = "center";
  for (const [i, ms] of board.value.cursors.entries()) {
    if (ms < span.fromMs || ms > span.toMs) continue;
    context.strokeStyle = tones.text;
    context.fillStyle = tones.text;
    context.beginPath();
    context.moveTo(x(ms), top);
    context.lineTo(x(ms), layout.bottom);
    context.stroke();
    context.textBaseline = "bottom";
    context.fillText(i === 0 ? "A" : "B", x(ms), top - 2);
  }
}
