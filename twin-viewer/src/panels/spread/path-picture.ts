/** The path of a cause as a picture: rings, lines and numbers. Pure (rule SL32). */
import type { Way } from "../../../../edge/contracts/alerts/alert-groups.ts";
import { withoutLabel } from "../../data/asset-state.ts";
import type { CausePath, PathStep } from "../../data/cause-path.ts";
import { formatAge } from "../../data/format.ts";
import type { PlantIndex } from "../../data/plant-index.ts";
import { local, t } from "../../i18n/language.ts";
import type { FloorShape } from "../../scene/layers/floor-shapes.ts";
import type { LegendEntry, MadePicture } from "../../scene/layers/layer.ts";
import { wordsOfWay } from "./way-words.ts";

/** Effects that travel on no pipe, wire or belt. */
const LINKS: readonly Way[] = ["control", "signal"];
const DASH_M = 1.2;
const RING_M = 0.8;

/** Steps on assets that the picture can show, and the number of alerts on others. */
export function shownSteps({ steps }: CausePath, index: PlantIndex) {
  const shown = steps.filter(({ asset }) => index.asset(asset) !== undefined);
  const hidden = steps.filter(({ asset }) => index.asset(asset) === undefined);
  return { shown, hidden: hidden.reduce((sum, { alerts }) => sum + alerts, 0) };
}

export function pathPicture(path: CausePath, index: PlantIndex): MadePicture {
  const { shown } = shownSteps(path, index);
  const onMap = new Set(shown.map(({ asset }) => asset));
  const lines = shown.flatMap((step): FloorShape[] => {
    const { asset, from, ways } = step;
    if (from === null || from === asset || !onMap.has(from)) return [];
    return [{ kind: "line", from, to: asset, color: "data", dashM: isLink(ways) ? DASH_M : 0 }];
  });
  const isDrawn = (dashed: boolean) => lines.some((line) => line.dashM > 0 === dashed);
  return {
    floor: [...lines, ...shown.flatMap((step) => ringsOf(step, index))],
    labels: shown.map((step, at) => ({
      ...{ key: `spread ${step.asset}`, place: step.asset, order: at + 1, title: index.asset(step.asset)?.label ?? "" },
      ...{ text: "", value: cameText(step, shown), age: "" },
    })),
    legend: [
      { swatches: ["cause"], text: "floods.legend-cause" },
      ...(isDrawn(false) ? [{ swatches: ["spread"], text: "floods.legend-supply" } satisfies LegendEntry] : []),
      ...(isDrawn(true) ? [{ swatches: ["link"], text: "floods.legend-link" } satisfies LegendEntry] : []),
    ],
    note: "",
  };
}

function isLink(ways: readonly Way[]): boolean {
  return ways.some((way) => LINKS.includes(way));
}

/** Two rings around the cause, one around each consequence. */
function ringsOf({ asset: uid, from }: PathStep, index: PlantIndex): FloorShape[] {
  const { x = 3, y = 3 } = index.asset(uid)?.size ?? {};
  const radiusM = Math.hypot(x, y) / 2 + RING_M;
  const ring = { kind: "ring", at: uid, color: "data", dashM: 0 } as const;
  return from === null
    ? [
        { ...ring, radiusM },
        { ...ring, radiusM: radiusM + RING_M },
      ]
    : [{ ...ring, radiusM }];
}

function cameText(step: PathStep, steps: readonly PathStep[]): string {
  return step.from === null ? t("floods.path-cause") : `${waysText(step)} ${delayText(step, steps)}`;
}

function waysText({ ways }: PathStep): string {
  return [...new Set(ways)].map(wordsOfWay).join(t("list.separator"));
}

/** Between the alerts, as they were raised: a cause may be noticed after its consequence. */
function delayText({ raisedMs }: PathStep, steps: readonly PathStep[]): string {
  const afterMs = raisedMs - (steps.find(({ from }) => from === null)?.raisedMs ?? raisedMs);
  return t(afterMs < 0 ? "floods.path-before" : "floods.path-after", { age: formatAge(Math.abs(afterMs)) });
}

/** A line of the list: name, message, and how the effect came. */
export function stepText(step: PathStep, steps: readonly PathStep[], index: PlantIndex): string {
  const label = (uid: PathStep["asset"]) => index.asset(uid)?.label ?? uid;
  const came =
    step.from === null
      ? [t("floods.path-cause")]
      : [waysText(step), t("floods.path-from", { label: label(step.from) }), delayText(step, steps)];
  const many = step.alerts > 1 ? [t("floods.path-alerts", { count: step.alerts })] : [];
  const said = withoutLabel(local(step.message), label(step.asset));
  return [said, ...came, ...many].join(" · ");
}
