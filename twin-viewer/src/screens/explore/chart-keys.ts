import { EMPTY_BOARD } from "./board.ts";
import { pan, setCursor, zoom } from "./chart-pointer.ts";
import { activeCursor, board, change, shownSpan } from "./state.ts";

const PAN = 0.1;
const ZOOM = 1.5;
const CURSOR_STEP = 0.005;

/** Keys of the chart: arrows pan, with Shift they move a cursor; plus and minus zoom; A and B set cursors. */
export function chartKeys(event: KeyboardEvent): void {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target !== event.currentTarget) return;
  const act = actionOf(event);
  if (act === undefined) return;
  event.preventDefault();
  act();
}

function actionOf({ key, shiftKey }: KeyboardEvent): (() => void) | undefined {
  switch (key) {
    case "ArrowLeft":
      return () => (shiftKey ? moveCursor(-1) : pan(-PAN));
    case "ArrowRight":
      return () => (shiftKey ? moveCursor(1) : pan(PAN));
    case "+":
    case "=":
      return () => zoom(1 / ZOOM);
    case "-":
      return () => zoom(ZOOM);
    case "Home":
      return () => change((before) => ({ ...before, span: EMPTY_BOARD.span }));
    case "Delete":
    case "Backspace":
      return () => change((before) => ({ ...before, cursors: [] }));
    case "a":
    case "A":
      return () => setCursor(0, board.value.cursors[0] ?? middle());
    case "b":
    case "B":
      return () => setCursor(1, board.value.cursors[1] ?? middle());
    default:
      return undefined;
  }
}

function middle(): number {
  const { fromMs, toMs } = shownSpan.value;
  return (fromMs + toMs) / 2;
}

function moveCursor(direction: 1 | -1): void {
  const { fromMs, toMs } = shownSpan.value;
  const which = activeCursor.value;
  const at = board.value.cursors[which] ?? middle();
  const next = Math.max(fromMs, Math.min(toMs, at + direction * CURSOR_STEP * (toMs - fromMs)));
  setCursor(which, next);
}
