import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import type { Asset } from "../../../edge/contracts/plant/plant.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import type { Mirror } from "./mirror.ts";
import type { PlantIndex } from "./plant-index.ts";

export const ACTIVITIES = ["running", "idle", "stopped", "out-of-service", "unknown"] as const;

/**
 * Activity of a machine, for picture and panels. `unknown`: it has no state of its own or never reported it.
 */
export type Activity = (typeof ACTIVITIES)[number];

/** MachineryItemState of OPC 40001-1: 0 NotAvailable, 1 OutOfService, 2 NotExecuting, 3 Executing. */
export function activityOf(itemState: number): Activity {
  switch (itemState) {
    case 0:
      return "stopped";
    case 1:
      return "out-of-service";
    case 2:
      return "idle";
    case 3:
      return "running";
    default:
      return "unknown";
  }
}

/**
 * Activity of an asset by its newest item state, and whether its source is live. Assets without tags are never stale.
 */
export function stateOf(
  asset: Asset,
  index: PlantIndex,
  mirror: Mirror,
): { readonly activity: Activity; readonly stale: boolean } {
  const tags = index.tagsOf(asset.assetUid);
  const state = index.tagWith(asset.assetUid, "item-state");
  const activity = state === undefined ? "unknown" : activityOf(mirror.value(state.ref));
  if (tags.length === 0) return { activity, stale: false };
  const stale = state === undefined ? tags.every((tag) => isSilent(mirror, tag.ref)) : isSilent(mirror, state.ref);
  return { activity, stale };
}

function isSilent(mirror: Mirror, ref: Parameters<Mirror["freshness"]>[0]): boolean {
  const freshness = mirror.freshness(ref);
  return freshness === "stale" || freshness === "none";
}

/** Advisories carry no priority colour and no sound; everything else is an alarm. */
export function isAdvisory(alert: Pick<AlertView, "annunciation">): boolean {
  return alert.annunciation !== "alarm";
}

/** Alarms whose cause is there, on which nobody has decided otherwise: shelved and cleared ones are not among them. */
export function standingAlarms(alerts: readonly AlertView[]): readonly AlertView[] {
  return alerts.filter((alert) => !isAdvisory(alert) && (alert.state === "active" || alert.state === "acknowledged"));
}

/** The standing alarm that colours an asset: unacknowledged before acknowledged, then by priority, then the newest. */
export function ruling(alerts: readonly AlertView[]): Map<AssetUid, AlertView> {
  const worst = new Map<AssetUid, AlertView>();
  for (const alert of standingAlarms(alerts)) {
    const other = worst.get(alert.assetUid);
    if (
      other === undefined ||
      rank(alert) < rank(other) ||
      (rank(alert) === rank(other) && alert.raisedAt > other.raisedAt)
    )
      worst.set(alert.assetUid, alert);
  }
  return worst;
}

function rank(alert: AlertView): number {
  return alert.priority * 2 + (alert.state === "active" ? 0 : 1);
}

/** The message without the asset's label before it, for places that show the label anyway. */
export function withoutLabel(message: string, label: string): string {
  const rest = message.startsWith(label) ? message.slice(label.length).replace(/^[\s:：·,，]+/, "") : message;
  // "Robot cell ROB-02: person …": the place has the name of the asset, which adds nothing.
  const [, place = "", what = ""] = /^([^:：]{1,60})[:：]\s*(.+)$/s.exec(rest) ?? [];
  const short = what !== "" && place.includes(label) ? what : rest;
  return short.charAt(0).toUpperCase() + short.slice(1);
}
