import type { AlertView } from "../../../edge/contracts/alert.ts";
import type { AssetUid } from "../../../edge/contracts/tag.ts";
import type { LabelSpec } from "../scene/labels.ts";
import type { PlantScene } from "../scene/plant-scene.ts";
import { local } from "../i18n/language.ts";
import { ruling, withoutLabel } from "./asset-state.ts";
import { energyPicture } from "./energy.ts";
import { formatNumber, formatPower } from "./format.ts";
import type { Mirror } from "./mirror.ts";
import { buffers } from "./pieces.ts";
import type { PlantIndex } from "./plant-index.ts";
import { predictionOf, predictionsByAsset, predictionText } from "./predictions.ts";
import type { Layer } from "./signals.ts";
import { unitSymbol } from "./units.ts";

/** More figures than this would hide the plant. */
const MOST_FIGURES = 14;

interface Shown {
  readonly selected: AssetUid | null;
  readonly hovered: AssetUid | null;
  readonly layers: ReadonlySet<Layer>;
  readonly index: PlantIndex | null;
  readonly mirror: Mirror;
}

/** Labels for what is abnormal, selected or under the pointer, and the figures of the layers that are on. Most urgent first. */
export function labelsOf(scene: PlantScene, alerts: readonly AlertView[], shown: Shown): LabelSpec[] {
  const { selected, hovered, mirror } = shown;
  const figures = figuresOf(shown);
  const alarms = ruling(alerts);
  const predictions = predictionsByAsset(alerts);
  const specs: LabelSpec[] = [];
  for (const actor of scene.actors) {
    const uid = actor.asset.assetUid;
    const at = () => [actor.at.x, actor.at.y, actor.figure.top] as const;
    const common = { key: uid, at, title: actor.asset.label };
    const alarm = alarms.get(uid);
    const prediction = predictions.get(uid);
    if (alarm !== undefined) specs.push({ ...common, kind: "alarm", priority: alarm.priority, text: brief(withoutLabel(local(alarm.message), actor.asset.label)), value: valueOf(alarm, mirror) });
    else if (prediction !== undefined) specs.push({ ...common, kind: "prediction", priority: 0, text: predictionOf(prediction) === undefined ? withoutLabel(local(prediction.message), actor.asset.label) : predictionText(prediction), value: "" });
    else if (uid === selected) specs.push({ ...common, kind: "selected", priority: 0, text: local(actor.asset.name), value: "" });
    else if (uid === hovered) specs.push({ ...common, kind: "hover", priority: 0, text: local(actor.asset.name), value: "" });
  }
  const marked = new Set(specs.map(({ key }) => key));
  for (const actor of scene.actors) {
    const value = figures.get(actor.asset.assetUid);
    if (value !== undefined && !marked.has(actor.asset.assetUid)) {
      specs.push({ key: actor.asset.assetUid, at: () => [actor.at.x, actor.at.y, actor.figure.top] as const, title: actor.asset.label, kind: "figure", priority: 0, text: "", value });
    }
  }
  return specs.sort((a, b) => urgency(a) - urgency(b));
}

/** Figures that the layers put beside machines: kilowatts of those that are metered, pieces of those that hold some. */
function figuresOf({ layers, index, mirror }: Shown): ReadonlyMap<AssetUid, string> {
  const figures = new Map<AssetUid, string>();
  if (index === null) return figures;
  if (layers.has("energy")) {
    for (const { asset, watts, live } of energyPicture(index, mirror).machines.slice(0, MOST_FIGURES)) if (live && asset.meters !== undefined) figures.set(asset.meters, formatPower(watts));
  }
  if (layers.has("material")) {
    for (const { asset, amount, isShare, isLive } of buffers(index, mirror)) if (isLive && !Number.isNaN(amount)) figures.set(asset.assetUid, `${formatNumber(amount, 0)}${isShare ? " %" : ""}`);
  }
  return figures;
}

/** Without what stands in brackets at the end, the limit mostly: a label must not hide the neighbours, the list has the rest. */
function brief(message: string): string {
  return message.replace(/\s*[(（][^()（）]*[)）]$/, "");
}

function urgency(spec: LabelSpec): number {
  return spec.kind === "hover" ? -2 : spec.kind === "selected" ? -1 : spec.kind === "figure" ? 6 : spec.priority === 0 ? 5 : spec.priority;
}

/** The newest value of what raised the alarm, unless the message says it itself. */
function valueOf(alert: AlertView, mirror: Mirror): string {
  const [evidence] = alert.evidence;
  if (evidence === undefined || /\d/.test(local(alert.message))) return "";
  const tag = mirror.tag(evidence.tag);
  if (tag === undefined || tag.type !== "number") return "";
  const now = mirror.value(evidence.tag);
  const value = Number.isFinite(now) ? now : evidence.value;
  return Number.isFinite(value) ? `${formatNumber(value, Math.abs(value) >= 1000 ? 0 : 1)} ${unitSymbol(tag.unit)}`.trim() : "";
}
