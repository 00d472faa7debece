import { placeOf } from "../../charts/panes/paint-panes.ts";
import { FONT, tonesOfPage } from "../../charts/panes/tones.ts";
import { moment } from "../../data/signals.ts";
import { board, brush, layout, pointed, shownSpan } from "./state.ts";

const LETTERS = ["A", "B"];

/** What moves over the curves: the pointer's line, the cursors, the page's time, the stretch that is being chosen. */
export function paintCursors(context: CanvasRenderingContext2D): void {
  const { left, right, panes, bottom } = layout.value;
  const span = shownSpan.value;
  const tones = tonesOfPage();
  const top = panes[0]?.top ?? 0;
  const { x } = placeOf(layout.value, span);
  const line = (ms: number, color: string, dash: readonly number[], letter = "") => {
    const at = Math.round(x(ms)) + 0.5;
    if (at < left || at > right) return;
    context.strokeStyle = color;
    context.setLineDash([...dash]);
    context.beginPath();
    context.moveTo(at, top);
    context.lineTo(at, bottom);
    context.stroke();
    if (letter === "") return;
    context.setLineDash([]);
    context.fillStyle = color;
    context.fillRect(at - 7, top, 14, 15);
    context.fillStyle = tones.ground;
    context.fillText(letter, at, top + 2);
  };
  context.save();
  context.font = FONT;
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineWidth = 1;
  if (brush.value !== null) {
    const [from, until] = [Math.max(left, x(brush.value.fromMs)), Math.min(right, x(brush.value.toMs))];
    context.globalAlpha = 0.18;
    context.fillStyle = tones.focus;
    context.fillRect(from, top, until - from, bottom - top);
    context.globalAlpha = 1;
  }
  if (moment.value !== null) line(moment.value.atMs, tones.focus, []);
  if (pointed.value !== null) line(pointed.value.ms, tones.faint, [3, 3]);
  for (const [i, ms] of board.value.cursors.entries()) line(ms, tones.text, [], LETTERS[i]);
  context.restore();
}
