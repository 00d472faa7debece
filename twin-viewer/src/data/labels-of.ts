import type { AlertView } from "../../../edge/contracts/alert.ts";
import type { AssetUid } from "../../../edge/contracts/tag.ts";
import type { LabelSpec } from "../scene/labels.ts";
import type { PlantScene } from "../scene/plant-scene.ts";
import { local } from "../i18n/language.ts";
import { ruling, withoutLabel } from "./asset-state.ts";
import { formatNumber } from "./format.ts";
import type { Mirror } from "./mirror.ts";
import { predictionOf, predictionsByAsset, predictionText } from "./predictions.ts";
import { unitSymbol } from "./units.ts";

/** Labels for what is abnormal, selected or under the pointer; nothing else is named in the picture. Most urgent first. */
export function labelsOf(scene: PlantScene, alerts: readonly AlertView[], { selected, hovered, mirror }: { selected: AssetUid | null; hovered: AssetUid | null; mirror: Mirror }): LabelSpec[] {
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
  return specs.sort((a, b) => urgency(a) - urgency(b));
}

/** Without what stands in brackets at the end, the limit mostly: a label must not hide the neighbours, the list has the rest. */
function brief(message: string): string {
  return message.replace(/\s*[(（][^()（）]*[)）]$/, "");
}

function urgency(spec: LabelSpec): number {
  return spec.kind === "hover" ? -2 : spec.kind === "selected" ? -1 : spec.priority === 0 ? 5 : spec.priority;
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
