import type { AlertView } from "../../../../../edge/contracts/alerts/alert.ts";
import { can } from "../../../../../edge/contracts/plant/kinds.ts";
import type { Asset, Zone } from "../../../../../edge/contracts/plant/plant.ts";
import { isInside } from "../../../../../edge/contracts/plant/robot-zone.ts";
import { ruling, stateOf } from "../../../data/asset-state.ts";
import { badgeShape } from "../../../data/badge-shape.ts";
import { useSession } from "../../../data/context.ts";
import type { PlantIndex } from "../../../data/plant-index.ts";
import { alerts, selected } from "../../../data/signals.ts";
import { useSecond } from "../../../data/use-refresh.ts";
import { local, t } from "../../../i18n/language.ts";
import { useSize } from "../../../panels/use-size.ts";
import { assetsOf } from "../scope.ts";
import type { PanelProps } from "./panel-props.ts";
import { StateLegend } from "./states-panel.tsx";

const MARGIN_M = 2;
/** Space for the line of a zone. */
const EDGE_M = 0.5;
/** Size of labels on the screen, whatever the plan measures. */
const LABEL_PX = 12;

type Placed = Asset & Required<Pick<Asset, "pose">>;

/** The plan of the panel's assets: where they stand, their states, and the alarm that counts most. */
export function MapPanel({ panel, context }: PanelProps<"map">) {
  const { index } = context;
  const { mirror } = useSession();
  const { host, size } = useSize<HTMLDivElement>();
  useSecond();
  const placed = assetsOf(panel, context).filter(
    (asset): asset is Placed =>
      asset.pose !== undefined && asset.tags.length > 0 && !can(asset, "meters") && !can(asset, "moves"),
  );
  const zones = index.plant.zones.filter(({ kind }) => kind !== "aisle");
  const box = boxOf(placed, zones);
  const worst = ruling(alerts.value);
  const unit = LABEL_PX * Math.max(box.width / Math.max(1, size.width), box.height / Math.max(1, size.height));
  const labelled = labelsWithRoom(placed, unit, (asset) => worst.has(asset.assetUid));
  return (
    <>
      <div ref={host} class="dash-map-host">
        {placed.length === 0 ? (
          <p class="empty">{t("dashboards.no-place")}</p>
        ) : (
          <svg
            class="dash-map"
            viewBox={`${box.x} ${-(box.y + box.height)} ${box.width} ${box.height}`}
            role="img"
            aria-label={t("dashboards.map", { count: placed.length })}
          >
            <g transform="scale(1 -1)">
              {zones.map((zone) => (
                <ZoneMark key={zone.id} zone={zone} />
              ))}
              {placed.map((asset) => (
                <AssetMark
                  key={asset.assetUid}
                  asset={asset}
                  state={stateOf(asset, index, mirror)}
                  alert={worst.get(asset.assetUid)}
                  unit={unit}
                  hasLabel={labelled.has(asset.assetUid)}
                />
              ))}
            </g>
          </svg>
        )}
      </div>
      <StateLegend />
      <Words placed={placed} worst={worst} index={index} />
    </>
  );
}

/** The part of the floor that shows the assets, and the whole of every zone in which one stands. */
export function boxOf(placed: readonly Placed[], zones: readonly Zone[]) {
  const around = zones.filter(({ polygon }) => placed.some(({ pose }) => isInside(polygon, pose.x, pose.y)));
  const corners = around.flatMap(({ polygon }) => polygon.map(([x, y]) => ({ x, y, reach: EDGE_M })));
  const points = [
    ...placed.map(({ pose: { x, y }, size }) => ({
      x,
      y,
      reach: Math.hypot(size?.x ?? 1, size?.y ?? 1) / 2 + MARGIN_M,
    })),
    ...corners,
  ];
  const west = Math.min(...points.map(({ x, reach }) => x - reach));
  const south = Math.min(...points.map(({ y, reach }) => y - reach));
  const east = Math.max(...points.map(({ x, reach }) => x + reach));
  const north = Math.max(...points.map(({ y, reach }) => y + reach));
  return { x: west, y: south, width: east - west, height: north - south };
}

/** Widths of a label and the heights of its line, in font sizes. */
const LETTER = 0.62;
const LINE = 1.15;

/** The assets whose labels cover no other one; those with an alarm come first. */
function labelsWithRoom(
  placed: readonly Placed[],
  unit: number,
  isUrgent: (asset: Placed) => boolean,
): ReadonlySet<Asset["assetUid"]> {
  const taken: { readonly x: number; readonly y: number; readonly half: number }[] = [];
  const labelled = new Set<Asset["assetUid"]>();
  for (const asset of placed.toSorted((a, b) => Number(isUrgent(b)) - Number(isUrgent(a)))) {
    const box = { x: asset.pose.x, y: asset.pose.y, half: (asset.label.length * LETTER * unit) / 2 };
    const isFree = taken.every(
      (other) => Math.abs(other.x - box.x) > other.half + box.half || Math.abs(other.y - box.y) > LINE * unit,
    );
    if (!isFree) continue;
    taken.push(box);
    labelled.add(asset.assetUid);
  }
  return labelled;
}

function ZoneMark({ zone: { kind, polygon } }: { zone: Zone }) {
  return <polygon class={`dash-zone dash-zone-${kind}`} points={polygon.map(([x, y]) => `${x},${y}`).join(" ")} />;
}

function AssetMark({
  asset: { assetUid, label, pose, size = { x: 1, y: 1, z: 1 } },
  state: { activity, stale },
  alert,
  unit,
  hasLabel,
}: {
  asset: Placed;
  state: ReturnType<typeof stateOf>;
  alert: AlertView | undefined;
  unit: number;
  hasLabel: boolean;
}) {
  const words = [
    t(`asset.${activity}`),
    stale ? t("value.stale") : "",
    alert === undefined ? "" : local(alert.message),
  ];
  const { path, digitY } = badgeShape(alert?.priority ?? 0);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut of the mouse; the list below the map has buttons
    <g transform={`translate(${pose.x} ${pose.y})`} onClick={() => (selected.value = assetUid)}>
      <title>{[label, ...words.filter((word) => word !== "")].join(" · ")}</title>
      <rect
        class={`dash-state dash-state-${stale ? "stale" : activity}`}
        transform={`rotate(${pose.yawDeg})`}
        x={-size.x / 2}
        y={-size.y / 2}
        width={size.x}
        height={size.y}
      />
      {hasLabel ? (
        <text class="dash-map-label" transform="scale(1 -1)" y={unit * 0.4} font-size={unit} text-anchor="middle">
          {label}
        </text>
      ) : null}
      {alert === undefined ? null : (
        <g
          class={`badge badge-p${alert.priority}`}
          transform={`translate(${size.x / 2 - unit} ${size.y / 2 + unit * 1.4}) scale(${unit / 10} ${-unit / 10})`}
        >
          <path d={path} />
          <text x="10" y={digitY}>
            {alert.priority}
          </text>
        </g>
      )}
    </g>
  );
}

/** The same for screen readers and keys. */
function Words({
  placed,
  worst,
  index,
}: {
  placed: readonly Placed[];
  worst: ReadonlyMap<Asset["assetUid"], AlertView>;
  index: PlantIndex;
}) {
  const { mirror } = useSession();
  const alarmed = placed.filter(({ assetUid }) => worst.has(assetUid));
  return (
    <ul class="visually-hidden">
      {alarmed.map((asset) => (
        <li key={asset.assetUid}>
          {asset.label}: {t(`asset.${stateOf(asset, index, mirror).activity}`)},{" "}
          {local((worst.get(asset.assetUid) as AlertView).message)}
        </li>
      ))}
    </ul>
  );
}
