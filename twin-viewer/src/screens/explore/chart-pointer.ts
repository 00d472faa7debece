import { zoomOf } from "../../data/wall-text.ts";
import { fixed, zoomedAt } from "./board.ts";
import { activeCursor, board, brush, change, layout, pointed, shownSpan } from "./state.ts";

const ZOOM = 1.25;
/** A press that moved less is a click. */
const STILL_PX = 4;

/** Milliseconds UTC at a distance from the chart's left edge. */
function timeAt(x: number): number {
  const { left, right } = layout.value;
  const { fromMs, toMs } = shownSpan.value;
  return fromMs + ((x - left) / (right - left)) * (toMs - fromMs);
}

/**
 * Pointer on the chart: the wheel zooms and, with Shift, pans; dragging chooses a stretch to zoom into, with Shift or a
 * finger it pans; a click sets the first cursor, with Shift the second. Returns how to stop.
 */
export function listenToPointer(host: HTMLElement): () => void {
  let start: { x: number; fromMs: number; toMs: number; pans: boolean } | null = null;
  const xOf = (event: MouseEvent) => (event.clientX - host.getBoundingClientRect().left) / zoomOf(host);
  const isInside = (x: number) => x >= layout.value.left && x <= layout.value.right;
  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const span = shownSpan.value;
    const along = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
    if (Math.abs(along) > Math.abs(event.shiftKey ? 0 : event.deltaY)) pan(Math.sign(along) * 0.1);
    else
      change((before) => ({ ...before, span: zoomedAt(span, timeAt(xOf(event)), event.deltaY > 0 ? ZOOM : 1 / ZOOM) }));
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0 || !isInside(xOf(event)) || !(event.target instanceof HTMLCanvasElement)) return;
    host.setPointerCapture(event.pointerId);
    host.focus({ preventScroll: true });
    start = { x: xOf(event), ...shownSpan.value, pans: event.shiftKey || event.pointerType === "touch" };
  };
  const move = (event: PointerEvent) => {
    const x = xOf(event);
    pointed.value = isInside(x)
      ? { ms: timeAt(x), y: (event.clientY - host.getBoundingClientRect().top) / zoomOf(host) }
      : null;
    if (start === null || Math.abs(x - start.x) < STILL_PX) return;
    const { left, right } = layout.value;
    if (start.pans) {
      const moved = ((start.x - x) / (right - left)) * (start.toMs - start.fromMs);
      const { fromMs, toMs } = start;
      change((before) => ({ ...before, span: fixed({ fromMs: fromMs + moved, toMs: toMs + moved }) }));
    } else {
      const [a, b] = [timeAt(start.x), timeAt(Math.max(left, Math.min(right, x)))];
      brush.value = { fromMs: Math.min(a, b), toMs: Math.max(a, b) };
    }
  };
  const up = (event: PointerEvent) => {
    if (start === null) return;
    const isClick = Math.abs(xOf(event) - start.x) < STILL_PX;
    const chosen = brush.value;
    if (isClick) setCursor(event.shiftKey ? 1 : 0, timeAt(xOf(event)));
    else if (chosen !== null) change((before) => ({ ...before, span: fixed(chosen) }));
    start = null;
    brush.value = null;
  };
  const leave = () => {
    pointed.value = null;
  };
  host.addEventListener("wheel", wheel, { passive: false });
  host.addEventListener("pointerdown", down);
  host.addEventListener("pointermove", move);
  host.addEventListener("pointerup", up);
  host.addEventListener("pointerleave", leave);
  return () => {
    host.removeEventListener("wheel", wheel);
    host.removeEventListener("pointerdown", down);
    host.removeEventListener("pointermove", move);
    host.removeEventListener("pointerup", up);
    host.removeEventListener("pointerleave", leave);
  };
}

/** Moves the span by a share of its length; the chart then rests there. */
export function pan(share: number): void {
  const { fromMs, toMs } = shownSpan.value;
  const moved = share * (toMs - fromMs);
  change((before) => ({ ...before, span: fixed({ fromMs: fromMs + moved, toMs: toMs + moved }) }));
}

/** Zooms around the first cursor that is in sight, else around the middle. */
export function zoom(factor: number): void {
  const span = shownSpan.value;
  const seen = board.value.cursors.find((ms) => ms > span.fromMs && ms < span.toMs);
  change((before) => ({ ...before, span: zoomedAt(span, seen ?? (span.fromMs + span.toMs) / 2, factor) }));
}

/** Sets a cursor; without a first one, the first. */
export function setCursor(which: 0 | 1, ms: number): void {
  const [first, second] = board.value.cursors;
  const cursors = which === 0 || first === undefined ? [ms, ...(second === undefined ? [] : [second])] : [first, ms];
  activeCursor.value = first === undefined ? 0 : which;
  change((before) => ({ ...before, cursors }));
}
