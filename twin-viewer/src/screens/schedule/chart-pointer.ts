import { zoomOf } from "../../data/wall-text.ts";
import { canMake, type Lock, lockOf } from "./moves.ts";
import { labelWidth, msAt } from "./picture.ts";
import { keyOf, type ViewedOperation } from "./plan-view.ts";
import { barAt, RULER_PX, rowAt } from "./rows.ts";
import { choose, drop, hovered, moving, plan, rows, scroll, shownSpan } from "./state.ts";
import { panned, zoomed } from "./window.ts";

const ZOOM = 1.2;
/** A press that moved less is a click. */
const STILL_PX = 4;
/** Starts are placed on whole steps of the clock. */
export const STEP_MS = 5 * 60_000;
/** Bars this near to the pointer are hit. */
const SLACK_PX = 3;

interface Press {
  readonly x: number;
  readonly y: number;
  readonly fromMs: number;
  readonly top: number;
  /** The operation under it, which a mouse may drag. */
  readonly bar: ViewedOperation | undefined;
  readonly drags: boolean;
}

/**
 * Pointer on the chart: dragging a bar moves it in time and to another machine, dragging anything else pans, as does a
 * finger everywhere; a click selects. The wheel scrolls the rows, pans with Shift, and zooms with Ctrl or on the ruler.
 * Returns how to stop.
 */
export function listenToPointer(host: HTMLElement): () => void {
  let press: Press | undefined;
  const wheel = (event: WheelEvent) => onWheel(event, host);
  const down = (event: PointerEvent) => {
    if (event.button !== 0 || moving.value?.by === "keys") return;
    const { x, y } = placeOf(event, host);
    if (x > host.clientWidth) return;
    const bar = barUnder(host, x, y);
    host.setPointerCapture(event.pointerId);
    const drags = bar !== undefined && !bar.isKept && event.pointerType !== "touch";
    press = { x, y, fromMs: shownSpan.value.fromMs, top: host.scrollTop, bar, drags };
  };
  const move = (event: PointerEvent) => {
    const { x, y } = placeOf(event, host);
    if (press === undefined) {
      const bar = barUnder(host, x, y);
      hovered.value = bar === undefined ? "" : keyOf(bar);
      host.classList.toggle("is-over", bar !== undefined);
      return;
    }
    if (Math.hypot(x - press.x, y - press.y) < STILL_PX && moving.value === undefined) return;
    hovered.value = "";
    if (press.drags && press.bar !== undefined)
      moving.value = { lock: draggedTo(press.bar, { host, x, y, press }), by: "pointer" };
    else panTo(host, { x, y, press });
  };
  const up = (event: PointerEvent) => {
    const { x, y } = placeOf(event, host);
    if (moving.value?.by === "pointer") {
      const key = keyOf(moving.value.lock);
      drop();
      choose(key);
    } else if (press !== undefined && Math.hypot(x - press.x, y - press.y) < STILL_PX)
      choose(press.bar === undefined ? "" : keyOf(press.bar));
    press = undefined;
  };
  const leave = () => {
    hovered.value = "";
  };
  const cancel = () => {
    press = undefined;
    if (moving.value?.by === "pointer") moving.value = undefined;
  };
  const onEscape = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || moving.value?.by !== "pointer") return;
    event.preventDefault();
    cancel();
  };
  const listeners = [
    ["wheel", wheel],
    ["pointerdown", down],
    ["pointermove", move],
    ["pointerup", up],
    ["pointerleave", leave],
    ["pointercancel", cancel],
    ["keydown", onEscape],
  ] as const;
  for (const [name, listener] of listeners)
    host.addEventListener(name, listener as EventListener, { passive: name !== "wheel" && name !== "keydown" });
  return () => {
    for (const [name, listener] of listeners) host.removeEventListener(name, listener as EventListener);
  };
}

function placeOf(event: MouseEvent, host: HTMLElement): { readonly x: number; readonly y: number } {
  const { left, top } = host.getBoundingClientRect();
  const scale = zoomOf(host);
  return { x: (event.clientX - left) / scale, y: (event.clientY - top) / scale };
}

function sidesOf(host: HTMLElement) {
  return { width: host.clientWidth, labelPx: labelWidth(host.clientWidth), span: shownSpan.value };
}

function msPerPx(host: HTMLElement): number {
  const { width, labelPx, span } = sidesOf(host);
  return (span.toMs - span.fromMs) / Math.max(1, width - labelPx);
}

function barUnder(host: HTMLElement, x: number, y: number): ViewedOperation | undefined {
  const sides = sidesOf(host);
  if (y < RULER_PX || x < sides.labelPx) return undefined;
  const at = y - RULER_PX + scroll.value.top;
  const row = rowAt(rows.value, at);
  if (row === undefined) return undefined;
  return barAt(rows.value, row, { ms: msAt(sides, x), y: at, slackMs: SLACK_PX * msPerPx(host) });
}

function onWheel(event: WheelEvent, host: HTMLElement): void {
  const of = plan.value;
  if (of === undefined) return;
  const { x, y } = placeOf(event, host);
  const along = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
  if (event.ctrlKey || event.metaKey || y < RULER_PX)
    shownSpan.value = zoomed(shownSpan.value, of.span, {
      atMs: msAt(sidesOf(host), Math.max(x, labelWidth(host.clientWidth))),
      factor: event.deltaY > 0 ? ZOOM : 1 / ZOOM,
    });
  else if (Math.abs(along) > (event.shiftKey ? 0 : Math.abs(event.deltaY)))
    shownSpan.value = panned(shownSpan.value, of.span, along * msPerPx(host));
  else return;
  event.preventDefault();
}

interface Dragging {
  readonly x: number;
  readonly y: number;
  readonly press: Press;
}

function panTo(host: HTMLElement, { x, y, press }: Dragging): void {
  const of = plan.value;
  if (of === undefined) return;
  const wanted = press.fromMs + (press.x - x) * msPerPx(host);
  shownSpan.value = panned(shownSpan.value, of.span, wanted - shownSpan.value.fromMs);
  if (press.y >= RULER_PX) host.scrollTop = press.top + press.y - y;
}

/** Where a bar is dropped: its start on a whole step, its machine that of the row if it can make it. */
function draggedTo(bar: ViewedOperation, { host, x, y, press }: Dragging & { readonly host: HTMLElement }): Lock {
  const row = rowAt(rows.value, y - RULER_PX + scroll.value.top);
  const machine =
    row?.kind === "machine" && canMake(bar, row.name) ? row.name : (moving.value?.lock.machine ?? bar.machine);
  return { ...lockOf(bar), machine, startMs: onStep(bar.start + (x - press.x) * msPerPx(host)) };
}

/** The nearest whole step; zones are whole quarters of an hour apart. */
export function onStep(ms: number): number {
  return Math.round(ms / STEP_MS) * STEP_MS;
}
