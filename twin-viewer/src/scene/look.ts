import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import type { Asset } from "../../../edge/contracts/plant/plant.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { type Activity, ruling, stateOf } from "../data/asset-state.ts";
import type { Mirror } from "../data/mirror.ts";
import type { PlantIndex } from "../data/plant-index.ts";
import { predictionsByAsset } from "../data/predictions.ts";
import { OWN_STATE, UNKNOWN } from "./layers/fills.ts";
import { STATES } from "./tone-palette.ts";

/** Appearance of an asset, as one value: two looks are compared to decide about repainting. */
export interface Look {
  readonly activity: Activity;
  readonly hasState: boolean;
  readonly stale: boolean;
  /** Priority of the alarm that colours it, 0 for none. */
  readonly priority: 0 | 1 | 2 | 3 | 4;
  readonly unacknowledged: boolean;
  readonly predicted: boolean;
  /** An anomaly is active: the body is hatched. */
  readonly anomalous: boolean;
  readonly selected: boolean;
  /** Fill by the layer, an entry of `STATES`; undefined for that of its own state. */
  readonly fill: number | undefined;
}

/** Marks on assets besides their own state. */
export interface Marks {
  readonly alarms: ReadonlyMap<AssetUid, AlertView>;
  readonly predictions: ReadonlyMap<AssetUid, AlertView>;
  readonly anomalies: ReadonlySet<AssetUid>;
  readonly selected: AssetUid | null;
}

/** Marks on assets by the plant's alerts and the selection. */
export function marksOf(alerts: readonly AlertView[], selected: AssetUid | null): Marks {
  const anomalies = new Set(
    alerts
      .filter((alert) => alert.kind === "anomaly" && (alert.state === "active" || alert.state === "acknowledged"))
      .map((alert) => alert.assetUid),
  );
  return { alarms: ruling(alerts), predictions: predictionsByAsset(alerts), anomalies, selected };
}

/** `fill`: by the layer; an asset that the layer knows nothing of looks like one of a silent source. */
export function lookOf(
  asset: Asset,
  marks: Marks,
  { index, mirror, fill }: { index: PlantIndex; mirror: Mirror; fill?: number | undefined },
): Look {
  const alarm = marks.alarms.get(asset.assetUid);
  const { activity, stale } = stateOf(asset, index, mirror);
  return {
    activity,
    hasState: index.tagWith(asset.assetUid, "item-state") !== undefined,
    stale: stale || fill === UNKNOWN,
    priority: alarm?.priority ?? 0,
    unacknowledged: alarm?.state === "active",
    predicted: marks.predictions.has(asset.assetUid),
    anomalous: marks.anomalies.has(asset.assetUid),
    selected: marks.selected === asset.assetUid,
    fill: fill === OWN_STATE ? undefined : fill,
  };
}

/** The entry of `STATES` that colours an asset. */
export function stateOfLook({ priority, activity, fill }: Look): number {
  // An alarm colours its asset in every layer.
  if (priority !== 0) return STATES.indexOf("priority-1") + priority - 1;
  if (fill !== undefined) return fill;
  return STATES.indexOf(activity === "out-of-service" ? "stopped" : activity);
}

export function sameLook(a: Look | undefined, b: Look): boolean {
  return (
    a !== undefined &&
    a.activity === b.activity &&
    a.hasState === b.hasState &&
    a.stale === b.stale &&
    a.priority === b.priority &&
    a.unacknowledged === b.unacknowledged &&
    a.predicted === b.predicted &&
    a.anomalous === b.anomalous &&
    a.selected === b.selected &&
    a.fill === b.fill
  );
}
