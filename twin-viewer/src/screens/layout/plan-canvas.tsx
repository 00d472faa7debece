import { useEffect, useRef, useState } from "preact/hooks";
import type { Size } from "../../../../edge/contracts/plant/plant.ts";
import { stateOf } from "../../data/asset-state.ts";
import { usePlant, useSession } from "../../data/context.ts";
import { formatNumber } from "../../data/format.ts";
import { useSecond } from "../../data/use-refresh.ts";
import { local, t } from "../../i18n/language.ts";
import { added, type Draft, type DraftAsset, moved, placed, withStop } from "./draft.ts";
import { change, chosen, draft, layout, placing, points, tool } from "./editor.ts";
import { floorPoint, type Viewport, whole, zoomedAt } from "./viewport.ts";

const CLICK_PX = 4;
const WHEEL = 1.15;
/** Smaller things show their label only when chosen, or labels would hide everything. */
const LABELLED_PX = 14;
/** A stop that is nearer than this, pixels, is the one that is meant. */
const NEAR_PX = 12;

/** The plan that is edited: the drawing, zones, roads, machines, and what the present tool has collected. */
export function PlanCanvas() {
  const host = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 800, height: 500 });
  const [view, setView] = useState<Viewport | null>(null);
  const shown = draft.value;
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() =>
      setSize({ width: Math.max(50, element.clientWidth), height: Math.max(50, element.clientHeight) }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const port = shown === null ? null : (view ?? whole(shown.floor, size));
  const gestures = usePlanGestures(host, { port, size, setView });
  return (
    <div class="plan-host" ref={host}>
      {shown === null || port === null ? null : (
        <svg
          class={`plan plan-${placing.value === null ? tool.value : "place"}`}
          viewBox={`0 0 ${size.width} ${size.height}`}
          aria-label={t("layout.plan")}
          {...gestures}
        >
          <g
            transform={`translate(${size.width / 2} ${size.height / 2}) scale(${1 / port.scale} ${-1 / port.scale}) translate(${-port.x} ${-port.y})`}
          >
            <Ground draft={shown} />
            <Roads draft={shown} scale={port.scale} />
            {shown.assets.map((asset) =>
              asset.pose === undefined ? null : <AssetMark key={asset.key} asset={asset} scale={port.scale} />,
            )}
            <Collected scale={port.scale} />
          </g>
        </svg>
      )}
    </div>
  );
}

/** Pointer and wheel on the plan. A press on a machine moves it, one on the floor moves the sheet, a click does what the tool does. */
function usePlanGestures(
  host: { readonly current: HTMLElement | null },
  state: { port: Viewport | null; size: { width: number; height: number }; setView: (view: Viewport) => void },
) {
  const drag = useRef<{ x: number; y: number; key: string | undefined; isMoved: boolean } | null>(null);
  const latest = useRef(state);
  latest.current = state;
  const pixelOf = (event: MouseEvent) => {
    const box = host.current?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
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
      // Below the grid's step a machine has not moved: the rest is kept for the next event.
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

function choose(key: string, isMore: boolean): void {
  if (isMore) {
    const next = new Set(chosen.value);
    if (!next.delete(key)) next.add(key);
    chosen.value = next;
  } else if (!chosen.value.has(key)) chosen.value = new Set([key]);
}

/** What a click on the floor means. */
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

/** A new asset of a type; the type stays in hand, so that a row of five takes five clicks. */
function placeNew(type: string, at: { x: number; y: number }): void {
  const read = layout.value;
  const found = read?.types.find(({ name }) => name === type);
  if (read === null || found === undefined || draft.value === null) return;
  const root = read.assets[0]?.path.split("/").slice(0, 2).join("/") ?? "enterprise/site";
  const next = added(draft.value, found, { ...at, root });
  change(next.draft);
  chosen.value = new Set([next.key]);
}

function Ground({ draft: { floor, underlay, zones } }: { draft: Draft }) {
  return (
    <>
      <rect class="plan-floor" x="0" y="0" width={floor.width} height={floor.depth} />
      {underlay === undefined ? null : (
        <g transform={`translate(${underlay.x} ${underlay.y}) rotate(${underlay.rotateDeg})`}>
          {/* Pictures have y down: turned over once more. */}
          <image
            class="plan-underlay"
            href={underlay.address}
            x="0"
            y={-underlay.height}
            width={underlay.width}
            height={underlay.height}
            transform="scale(1 -1)"
            preserveAspectRatio="none"
          />
        </g>
      )}
      {zones.map((zone) => (
        <polygon
          key={zone.id}
          class={`plan-zone plan-zone-${zone.kind}`}
          points={zone.polygon.map(([x, y]) => `${x},${y}`).join(" ")}
        >
          <title>{local(zone.name)}</title>
        </polygon>
      ))}
    </>
  );
}

function Roads({ draft: { routes }, scale }: { draft: Draft; scale: number }) {
  const at = new Map(routes.nodes.map((node) => [node.id, node]));
  return (
    <>
      {routes.edges.map(({ id, from, to }) => {
        const [a, b] = [at.get(from), at.get(to)];
        return a === undefined || b === undefined ? null : (
          <line key={id} class="plan-road" x1={a.x} y1={a.y} x2={b.x} y2={b.y} stroke-width={2 * scale} />
        );
      })}
      {routes.nodes.map(({ id, x, y }) => (
        <circle key={id} class="plan-node" cx={x} cy={y} r={3 * scale}>
          <title>{id}</title>
        </circle>
      ))}
    </>
  );
}

function AssetMark({ asset, scale }: { asset: DraftAsset; scale: number }) {
  const { pose, size, label, key } = asset;
  const activity = useActivity(key);
  if (pose === undefined) return null;
  const isChosen = chosen.value.has(key);
  const text = Math.min(1.4, Math.max(11 * scale, 0.5));
  const spoken = `${label}, ${local(asset.name)}, ${formatNumber(pose.x, 1)} · ${formatNumber(pose.y, 1)} m, ${formatNumber(pose.yawDeg, 0)}°`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: there are no buttons inside an SVG
    <g
      class={`plan-asset plan-${activity}${isChosen ? " is-chosen" : ""}`}
      data-key={key}
      role="button"
      tabIndex={0}
      aria-pressed={isChosen}
      aria-label={spoken}
      onFocus={() => choose(key, false)}
    >
      <g transform={`translate(${pose.x} ${pose.y}) rotate(${pose.yawDeg})`}>
        <rect
          x={-size.x / 2}
          y={-size.y / 2}
          width={size.x}
          height={size.y}
          stroke-width={(isChosen ? 3 : 1.2) * scale}
        />
        <path
          d={`M${size.x / 2} ${-size.y / 4}L${size.x / 2 + Math.min(0.6, size.x / 4)} 0L${size.x / 2} ${size.y / 4}Z`}
          stroke-width={scale}
        />
      </g>
      {isChosen || Math.max(size.x, size.y) > LABELLED_PX * scale ? (
        <text
          transform={`translate(${pose.x} ${pose.y - southOf(size, pose.yawDeg) - text}) scale(1 -1)`}
          font-size={text}
          text-anchor="middle"
        >
          {label}
        </text>
      ) : null}
    </g>
  );
}

/** How far a machine reaches to the south of its middle. */
function southOf(size: Size, yawDeg: number): number {
  const turn = (yawDeg * Math.PI) / 180;
  return (Math.abs(Math.sin(turn)) * size.x + Math.abs(Math.cos(turn)) * size.y) / 2;
}

/** What the machine does now, where it lives already. */
function useActivity(key: string): string {
  const index = usePlant();
  const { mirror } = useSession();
  useSecond();
  const asset = index?.plant.assets.find(({ assetUid }) => assetUid === key);
  if (index === null || asset === undefined || asset.tags.length === 0) return "unknown";
  const { activity, stale } = stateOf(asset, index, mirror);
  return stale ? "stale" : activity;
}

function Collected({ scale }: { scale: number }) {
  const list = points.value;
  return (
    <>
      {tool.value === "zone" || tool.value === "scale" ? (
        <polyline
          class="plan-drawing"
          points={list.map(({ x, y }) => `${x},${y}`).join(" ")}
          stroke-width={2 * scale}
        />
      ) : null}
      {list.map(({ x, y }, i) => (
        <g key={`${x}|${y}`}>
          <circle class="plan-point" cx={x} cy={y} r={5 * scale} />
          <text
            class="plan-point-number"
            transform={`translate(${x + 8 * scale} ${y + 6 * scale}) scale(1 -1)`}
            font-size={13 * scale}
          >
            {i + 1}
          </text>
        </g>
      ))}
    </>
  );
}
