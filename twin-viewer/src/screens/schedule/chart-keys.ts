import { onStep, STEP_MS } from "./chart-pointer.ts";
import { canMake, lockOf, redone, undone, withLock, withoutLock } from "./moves.ts";
import { keyOf } from "./plan-view.ts";
import { type Direction, neighbour } from "./rows.ts";
import {
  beginMove,
  choose,
  drop,
  edits,
  isLockedNow,
  moving,
  placedAt,
  plan,
  reveal,
  rows,
  selected,
  shownSpan,
} from "./state.ts";
import { fitted, panned, zoomed } from "./window.ts";

const PAN = 0.15;
const ZOOM = 1.5;

const ARROWS: ReadonlyMap<string, Direction> = new Map([
  ["ArrowLeft", "left"],
  ["ArrowRight", "right"],
  ["ArrowUp", "up"],
  ["ArrowDown", "down"],
]);

/**
 * Keys of the chart: arrows go from operation to operation, with Shift they pan; plus, minus and 0 zoom; Enter opens
 * the card; M moves, L locks. While an operation is moved, arrows move it, Enter drops it and Escape puts it back.
 */
export function chartKeys(event: KeyboardEvent): void {
  if (event.altKey || event.target !== event.currentTarget) return;
  const act =
    event.ctrlKey || event.metaKey ? historyAct(event) : moving.value === undefined ? chartAct(event) : moveAct(event);
  if (act === undefined) return;
  event.preventDefault();
  act();
}

function historyAct({ key, shiftKey }: KeyboardEvent): (() => void) | undefined {
  const pressed = key.toLowerCase();
  if (pressed === "z") return shiftKey ? redo : undo;
  return pressed === "y" ? redo : undefined;
}

export function undo(): void {
  edits.value = undone(edits.value);
}

export function redo(): void {
  edits.value = redone(edits.value);
}

function chartAct({ key, shiftKey }: KeyboardEvent): (() => void) | undefined {
  const arrow = ARROWS.get(key);
  if (arrow !== undefined) return shiftKey ? panAct(arrow) : () => go(arrow);
  switch (key) {
    case "+":
    case "=":
      return () => zoomBy(1 / ZOOM);
    case "-":
      return () => zoomBy(ZOOM);
    case "0":
    case "Home":
      return fit;
    case "Enter":
      return selected.value === "" ? undefined : () => document.getElementById("gantt-card")?.focus();
    case "m":
    case "M":
      return () => beginMove(selected.value);
    case "l":
    case "L":
      return () => toggleLock(selected.value);
    case "Escape":
      return selected.value === "" ? undefined : () => choose("");
    default:
      return undefined;
  }
}

function panAct(arrow: Direction): (() => void) | undefined {
  if (arrow === "up" || arrow === "down") return undefined;
  return () => panBy(arrow === "left" ? -PAN : PAN);
}

/** Moves the window by a share of its length. */
function panBy(share: number): void {
  const { fromMs, toMs } = shownSpan.value;
  if (plan.value !== undefined) shownSpan.value = panned(shownSpan.value, plan.value.span, share * (toMs - fromMs));
}

/** Zooms around the selected operation where it is in sight, else around the middle. */
export function zoomBy(factor: number): void {
  const { fromMs, toMs } = shownSpan.value;
  const start = placedAt(selected.value)?.start ?? Number.NaN;
  const atMs = start > fromMs && start < toMs ? start : (fromMs + toMs) / 2;
  if (plan.value !== undefined) shownSpan.value = zoomed(shownSpan.value, plan.value.span, { atMs, factor });
}

/** Shows the whole plan. */
export function fit(): void {
  if (plan.value !== undefined) shownSpan.value = fitted(plan.value.span);
}

function go(to: Direction): void {
  const from = placedAt(selected.value);
  const next =
    from === undefined ? rows.value.list.find(({ bars }) => bars.length > 0)?.bars[0] : neighbour(rows.value, from, to);
  if (next === undefined) return;
  choose(keyOf(next));
  reveal(keyOf(next));
}

function moveAct({ key }: KeyboardEvent): (() => void) | undefined {
  const arrow = ARROWS.get(key);
  if (arrow !== undefined) return () => moveBy(arrow);
  if (key === "Enter") return drop;
  return key === "Escape" ? putBack : undefined;
}

export function putBack(): void {
  moving.value = undefined;
}

/** Moves the operation by a step of the clock, or to the next machine that can make it. */
export function moveBy(to: Direction): void {
  const [now, of] = [moving.value, plan.value];
  if (now === undefined || of === undefined) return;
  const { lock } = now;
  const operation = of.byKey.get(keyOf(lock));
  if (operation === undefined) return;
  if (to === "left" || to === "right") {
    const startMs = onStep(lock.startMs + (to === "left" ? -STEP_MS : STEP_MS));
    moving.value = { ...now, lock: { ...lock, startMs } };
  } else {
    const able = of.machines.filter(({ id }) => canMake(operation, id));
    const next = able[able.findIndex(({ id }) => id === lock.machine) + (to === "up" ? -1 : 1)];
    if (next !== undefined) moving.value = { ...now, lock: { ...lock, machine: next.id } };
  }
}

/** Locks an operation where it is, or takes its lock back. */
export function toggleLock(key: string): void {
  const operation = placedAt(key);
  if (operation === undefined || operation.isKept) return;
  edits.value = isLockedNow(key) ? withoutLock(edits.value, operation) : withLock(edits.value, lockOf(operation));
}

/** Shows a link of a chain: its operation is selected, and the chain stays. */
export function showLink(key: string): void {
  selected.value = key;
  reveal(key);
}
