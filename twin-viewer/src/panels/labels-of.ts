import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import { ruling, withoutLabel } from "../data/asset-state.ts";
import { energyPicture } from "../data/energy.ts";
import { formatNumber, formatPower } from "../data/format.ts";
import type { Mirror } from "../data/mirror.ts";
import { buffers } from "../data/pieces.ts";
import type { PlantIndex } from "../data/plant-index.ts";
import { componentOf, predictionOf, predictionsByAsset, predictionText } from "../data/predictions.ts";
import type { Layer } from "../data/signals.ts";
import { unitSymbol } from "../data/units.ts";
import { fastPartsOf, wearOf } from "../data/wear.ts";
import type { ZoneMinute } from "../data/zone-counts.ts";
import { local, t } from "../i18n/language.ts";
import type { LabelSpec } from "../scene/labels.ts";
import type { PlantScene } from "../scene/plant-scene.ts";

/** More figures than this would hide the plant. */
const MOST_FIGURES = 14;

interface Shown {
  readonly selected: AssetUid | null;
  readonly hovered: AssetUid | null;
  readonly layers: ReadonlySet<Layer>;
  readonly index: PlantIndex | null;
  readonly mirror: Mirror;
  /** People in zones, in the shown minute of the past. */
  readonly people: ZoneMinute | null;
}

/**
 * Labels of abnormal, selected and hovered assets, and the figures of the active layers. Most urgent first.
 */
export function labelsOf(scene: PlantScene, alerts: readonly AlertView[], shown: Shown): LabelSpec[] {
  const { selected, hovered, mirror } = shown;
  const figures = figuresOf(shown);
  const alarms = ruling(alerts);
  const predictions = predictionsByAsset(alerts);
  const specs: LabelSpec[] = [];
  for (const actor of scene.actors) {
    const { assetUid: uid, label, name } = actor.asset;
    const alarm = alarms.get(uid);
    const prediction = predictions.get(uid);
    const figure = figures.get(uid);
    // Most assets have none: a large plant must not make an object for each of them every second.
    if (alarm === undefined && prediction === undefined && figure === undefined && uid !== selected && uid !== hovered)
      continue;
    const common = {
      key: uid,
      at: () => [actor.at.x, actor.at.y, actor.figure.top] as const,
      title: label,
      text: "",
      value: "",
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
    else if (uid === selected) specs.push({ ...common, kind: "selected", text: local(name) });
    else if (uid === hovered) specs.push({ ...common, kind: "hover", text: local(name) });
    else if (figure !== undefined) specs.push({ ...common, kind: "figure", value: figure });
  }
  specs.push(...peopleOf(shown));
  return specs.sort((a, b) => urgency(a) - urgency(b));
}

/** The most people at once in each zone, in replay: tracks are not kept. */
function peopleOf({ layers, index, people }: Shown): LabelSpec[] {
  if (index === null || people === null || !layers.has("safety")) return [];
  return index.plant.zones.flatMap((zone): LabelSpec[] => {
    const most = people.zones.find((one) => one.zone === zone.id)?.most ?? 0;
    if (most === 0) return [];
    const corners = zone.polygon.length;
    const [x, y] = [0, 1].map(
      (axis) => zone.polygon.reduce((sum, corner) => sum + (corner[axis] as number), 0) / corners,
    ) as [number, number];
    return [
      {
        key: `zone ${zone.id}`,
        at: () => [x, y, 0],
        kind: "figure",
        priority: 0,
        title: local(zone.name),
        text: t("safety.people-at-once", { n: most }),
        value: "",
      },
    ];
  });
}

/** The predicted time, else the message; with the factor where the part wears faster than a real one. */
function foretold(alert: AlertView, label: string, { index, mirror }: Shown): string {
  const text =
    predictionOf(alert) === undefined ? withoutLabel(local(alert.message), label) : predictionText(alert, mirror);
  const wear = index === null ? "" : wearOf(componentOf(alert, mirror), fastPartsOf(alert.assetUid, index, mirror));
  return wear === "" ? text : `${text} · ${wear}`;
}

/** Figures of the layers beside machines: kilowatts of metered ones, pieces of those that hold some. */
function figuresOf({ layers, index, mirror }: Shown): ReadonlyMap<AssetUid, string> {
  const figures = new Map<AssetUid, string>();
  if (index === null) return figures;
  if (layers.has("energy")) {
    for (const { asset, watts, live } of energyPicture(index, mirror).machines.slice(0, MOST_FIGURES))
      if (live && asset.meters !== undefined) figures.set(asset.meters, formatPower(watts));
  }
  if (layers.has("material")) {
    for (const { asset, amount, isShare, isLive } of buffers(index, mirror))
      if (isLive && !Number.isNaN(amount))
        figures.set(asset.assetUid, `${formatNumber(amount, 0)}${isShare ? " %" : ""}`);
  }
  return figures;
}

/**
 * The text without brackets at its end, which mostly hold the limit: a label must not hide its neighbours, and the list
 * has the rest.
 */
function brief(message: string): string {
  return message.replace(/\s*[(（][^()（）]*[)）]$/, "");
}

function urgency(spec: LabelSpec): number {
  return spec.kind === "hover"
    ? -2
    : spec.kind === "selected"
      ? -1
      : spec.kind === "figure"
        ? 6
        : spec.priority === 0
          ? 5
          : spec.priority;
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
