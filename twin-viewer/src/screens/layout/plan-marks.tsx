import type { Size } from "../../../../edge/contracts/plant/plant.ts";
import { stateOf } from "../../data/asset-state.ts";
import { usePlant, useSession } from "../../data/context.ts";
import { formatNumber } from "../../data/format.ts";
import { useSecond } from "../../data/use-refresh.ts";
import { local } from "../../i18n/language.ts";
import type { Draft, DraftAsset } from "./draft.ts";
import { choose, chosen, points, tool } from "./editor.ts";

/** Smaller machines show their label only when selected, or labels would hide everything. */
const LABELLED_PX = 14;

/** The floor, the drawing below it and the zones. */
export function Ground({ draft: { floor, underlay, zones } }: { draft: Draft }) {
  return (
    <>
      <rect class="plan-floor" x="0" y="0" width={floor.width} height={floor.depth} />
      {underlay === undefined ? null : (
        <g transform={`translate(${underlay.x} ${underlay.y}) rotate(${underlay.rotateDeg})`}>
          {/* Pictures have y down, so they are flipped again. */}
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

export function Roads({ draft: { routes }, scale }: { draft: Draft; scale: number }) {
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

export function AssetMark({ asset, scale }: { asset: DraftAsset; scale: number }) {
  const { pose, size, label, key } = asset;
  const activity = useActivity(key);
  if (pose === undefined) return null;
  const isChosen = chosen.value.has(key);
  const text = Math.min(1.4, Math.max(11 * scale, 0.5));
  const place = `${formatNumber(pose.x, 1)} · ${formatNumber(pose.y, 1)} m, ${formatNumber(pose.yawDeg, 0)}°`;
  const spoken = `${label}, ${local(asset.name)}, ${place}`;
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

/** Extent of a machine to the south of its middle. */
function southOf(size: Size, yawDeg: number): number {
  const turn = (yawDeg * Math.PI) / 180;
  return (Math.abs(Math.sin(turn)) * size.x + Math.abs(Math.cos(turn)) * size.y) / 2;
}

/** Present activity of a machine that has data. */
function useActivity(key: string): string {
  const index = usePlant();
  const { mirror } = useSession();
  useSecond();
  const asset = index?.plant.assets.find(({ assetUid }) => assetUid === key);
  if (index === null || asset === undefined || asset.tags.length === 0) return "unknown";
  const { activity, stale } = stateOf(asset, index, mirror);
  return stale ? "stale" : activity;
}

export function Collected({ scale }: { scale: number }) {
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
