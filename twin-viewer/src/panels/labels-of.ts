import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import type { AssetUid, TagUid } from "../../../edge/contracts/plant/tag.ts";
import { ruling, withoutLabel } from "../data/asset-state.ts";
import { formatNumber } from "../data/format.ts";
import type { Mirror } from "../data/mirror.ts";
import type { PlantIndex } from "../data/plant-index.ts";
import { componentOf, predictionOf, predictionsByAsset, predictionText } from "../data/predictions.ts";
import { unitSymbol } from "../data/units.ts";
import { fastPartsOf, wearOf } from "../data/wear.ts";
import { local } from "../i18n/language.ts";
import type { LabelSpec } from "../scene/labels.ts";
import type { LayerPicture } from "../scene/layers/layer.ts";
import type { PlantScene } from "../scene/plant-scene.ts";

interface Shown {
  readonly selected: AssetUid | null;
  readonly hovered: AssetUid | null;
  /** What the layer shows. */
  readonly picture: LayerPicture | undefined;
  readonly index: PlantIndex | null;
  readonly mirror: Mirror;
}

/**
 * Labels of abnormal, selected and hovered assets, and the figures of the layer. Most urgent first.
 */
export function labelsOf(scene: PlantScene, alerts: readonly AlertView[], shown: Shown): LabelSpec[] {
  const { selected, hovered, mirror } = shown;
  const figures = new Map(shown.picture?.labels.flatMap((label) => (label.beside ? [] : [[label.place, label]])));
  const alarms = ruling(alerts);
  const predictions = predictionsByAsset(alerts);
  const specs: LabelSpec[] = [];
  for (const [i, actor] of scene.actors.entries()) {
    const { assetUid: uid, label, name } = actor.asset;
    const alarm = alarms.get(uid);
    const prediction = predictions.get(uid);
    const figure = figures.get(uid);
    // Most assets have none: a large plant must not make an object for each of them every second.
    if (alarm === undefined && prediction === undefined && figure === undefined && uid !== selected && uid !== hovered)
      continue;
    const common = {
      key: uid,
      asset: uid,
      tag: alarm === undefined ? figure?.tag : tagOf(alarm, mirror),
      at: () => [actor.at.x, actor.at.y, scene.layer.topOf(i)] as const,
      title: figure?.order === undefined ? label : `${figure.order} ${label}`,
      ...(figure?.order === undefined ? {} : { order: figure.order }),
      text: "",
      value: "",
      age: "",
      priority: 0 as const,
    };
    if (alarm !== undefined)
      specs.push({
        ...common,
        kind: "alarm",
        priority: alarm.priority,
        text: brief(withoutLabel(local(alarm.message), label)),
        value: numberOf(alarm, mirror),
      });
    else if (prediction !== undefined)
      specs.push({ ...common, kind: "prediction", text: foretold(prediction, label, shown) });
    else if (uid === selected || uid === hovered)
      specs.push({
        ...common,
        kind: uid === selected ? "selected" : "hover",
        text: local(name),
        value: figure?.value ?? "",
        age: figure?.age ?? "",
      });
    else if (figure !== undefined) specs.push({ ...common, kind: "figure", value: figure.value, age: figure.age });
  }
  specs.push(...placesOf(scene, shown.picture));
  return specs.sort((a, b) => urgency(a) - urgency(b));
}

/** The predicted time, else the message; with the factor where the part wears faster than a real one. */
function foretold(alert: AlertView, label: string, { index, mirror }: Shown): string {
  const text =
    predictionOf(alert) === undefined ? withoutLabel(local(alert.message), label) : predictionText(alert, mirror);
  const wear = index === null ? "" : wearOf(componentOf(alert, mirror), fastPartsOf(alert.assetUid, index, mirror));
  return wear === "" ? text : `${text} · ${wear}`;
}

/** Labels of the layer at places on the floor, such as zones, and beside those of assets. */
function placesOf(scene: PlantScene, picture: LayerPicture | undefined): LabelSpec[] {
  return (picture?.labels ?? []).flatMap((label): LabelSpec[] => {
    const { key, place, beside, icon, priority = 0, title, text = "", value, age } = label;
    const common = { key, priority, title, text, value, age, ...(icon === undefined ? {} : { icon }) } as const;
    if (typeof place !== "string") {
      const [x, y] = place;
      return [{ ...common, kind: priority === 0 ? "figure" : "alarm", at: () => [x, y, 0] }];
    }
    if (beside === undefined) return [];
    const number = scene.actors.findIndex(({ asset }) => asset.assetUid === place);
    const at = scene.actors[number]?.at;
    if (at === undefined) return [];
    return [{ ...common, kind: "beside", asset: place, at: () => [at.x, at.y, scene.layer.topOf(number)] }];
  });
}

/**
 * The text without brackets at its end, which mostly hold the limit: a label must not hide its neighbours, and the list
 * has the rest.
 */
function brief(message: string): string {
  return message.replace(/\s*[(（][^()（）]*[)）]$/, "");
}

function urgency(spec: LabelSpec): number {
  // The numbers of an order are read together.
  if (spec.order !== undefined) return spec.order / 10_000;
  return spec.kind === "hover"
    ? -2
    : spec.kind === "selected"
      ? -1
      : spec.kind === "beside"
        ? 4.5
        : spec.kind === "figure"
          ? 6
          : spec.priority === 0
            ? 5
            : spec.priority;
}

/** The tag that the alarm is about first. */
function tagOf({ evidence: [first] }: AlertView, mirror: Mirror): TagUid | undefined {
  return first === undefined ? undefined : mirror.tag(first.tag)?.tagUid;
}

/** The newest value of the alarm's tag, unless the message contains it. */
function numberOf(alert: AlertView, mirror: Mirror): string {
  const [evidence] = alert.evidence;
  if (evidence === undefined || /\d/.test(local(alert.message))) return "";
  const tag = mirror.tag(evidence.tag);
  if (tag === undefined || tag.type !== "number") return "";
  const now = mirror.value(evidence.tag);
  const value = Number.isFinite(now) ? now : (evidence.value ?? Number.NaN);
  return Number.isFinite(value)
    ? `${formatNumber(value, Math.abs(value) >= 1000 ? 0 : 1)} ${unitSymbol(tag.unit)}`.trim()
    : "";
}
