import { useEffect, useRef } from "preact/hooks";
import { zoomOf } from "../../data/wall-text.ts";
import { added, moved, placed, withStop } from "./draft.ts";
import { change, choose, chosen, draft, layout, placing, points, tool } from "./editor.ts";
import { floorPoint, type Viewport, zoomedAt } from "./viewport.ts";

const CLICK_PX = 4;
const WHEEL = 1.15;
/** A click within this distance of a stop, pixels, means that stop. */
const NEAR_PX = 12;

/**
 * Pointer and wheel on the plan. Dragging a machine moves it, dragging the floor moves the sheet, a click runs the
 * tool.
 */
export function usePlanGestures(
  host: { readonly current: HTMLElement | null },
  state: { port: Viewport | null; size: { width: number; height: number }; setView: (view: Viewport) => void },
) {
  const drag = useRef<{ x: number; y: number; key: string | undefined; isMoved: boolean } | null>(null);
  const latest = useRef(state);
  latest.current = state;
  const pixelOf = (event: MouseEvent) => {
    if (host.current === null) return { x: event.clientX, y: event.clientY };
    const [{ left, top }, zoom] = [host.current.getBoundingClientRect(), zoomOf(host.current)];
    return { x: (event.clientX - left) / zoom, y: (event.clientY - top) / zoom };
  };
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const wheel = (event: WheelEvent) => {
      const { port, size, setView } = latest.current;
      if (port === null) return;
      event.preventDefault();
      setView(zoomedAt(port, floorPoint(port, pixelOf(event), size), event.deltaY > 0 ? WHEEL : 1 / WHEEL));
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => element.removeEventListener("wheel", wheel);
  }, []);
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0) return;
      const target = event.target instanceof Element ? event.target.closest("[data-key]") : null;
      const key =
        tool.value === "select" && placing.value === null ? (target?.getAttribute("data-key") ?? undefined) : undefined;
      drag.current = { ...pixelOf(event), key, isMoved: false };
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
      if (key !== undefined) choose(key, event.shiftKey);
    },
    onPointerMove: (event: PointerEvent) => {
      const { port, setView } = latest.current;
      const from = drag.current;
      if (from === null || port === null) return;
      const at = pixelOf(event);
      const [dx, dy] = [at.x - from.x, at.y - from.y];
      if (!from.isMoved && Math.hypot(dx, dy) < CLICK_PX) return;
      if (from.key === undefined) setView({ ...port, x: port.x - dx * port.scale, y: port.y + dy * port.scale });
      else if (draft.value !== null)
        change(moved(draft.value, chosen.value, dx * port.scale, -dy * port.scale), from.isMoved);
      // A move below the grid's step is kept for the next event.
      const step =
        from.key === undefined
          ? { x: at.x, y: at.y }
          : { x: from.x + gridPixels(dx, port.scale), y: from.y + gridPixels(dy, port.scale) };
      drag.current = { ...step, key: from.key, isMoved: true };
    },
    onPointerUp: (event: PointerEvent) => {
      const { port, size } = latest.current;
      const from = drag.current;
      drag.current = null;
      if (from === null || from.isMoved || port === null) return;
      if (from.key === undefined) clickAt(floorPoint(port, pixelOf(event), size), port.scale);
    },
  };
}

function gridPixels(pixels: number, scale: number): number {
  return Math.round(pixels * scale * 10) / 10 / scale;
}

/** Runs the tool at a point of the floor. */
function clickAt(at: { x: number; y: number }, scale: number): void {
  const shown = draft.value;
  const wanted = placing.value;
  if (shown === null) return;
  if (wanted !== null) {
    if ("asset" in wanted) {
      change(placed(shown, wanted.asset, at.x, at.y));
      chosen.value = new Set([wanted.asset]);
      placing.value = null;
    } else placeNew(wanted.type, at);
    return;
  }
  switch (tool.value) {
    case "select":
      chosen.value = new Set();
      return;
    case "route": {
      const [from] = points.value.slice(-1);
      const fromNode =
        from === undefined
          ? undefined
          : shown.routes.nodes.find(({ x, y }) => Math.hypot(x - from.x, y - from.y) < 0.06)?.id;
      const next = withStop(shown, fromNode, { ...at, near: NEAR_PX * scale });
      change(next.draft);
      const node = next.draft.routes.nodes.find(({ id }) => id === next.node);
      if (node !== undefined) points.value = [node];
      return;
    }
    case "zone":
      points.value = [...points.value, at];
      return;
    case "scale":
      points.value = [...points.value, at].slice(-2);
      return;
    case "map":
      points.value = [...points.value, at].slice(0, 3);
      return;
  }
}

/** Adds an asset of a type; the type stays selected, so that a row of five takes five clicks. */
function placeNew(type: string, at: { x: number; y: number }): void {
  const read = layout.value;
  const found = read?.types.find(({ name }) => name === type);
  if (read === null || found === undefined || draft.value === null) return;
  const root = read.assets[0]?.path.split("/").slice(0, 2).join("/") ?? "enterprise/site";
  const next = added(draft.value, found, { ...at, root });
  change(next.draft);
  chosen.value = new Set([next.key]);
}
