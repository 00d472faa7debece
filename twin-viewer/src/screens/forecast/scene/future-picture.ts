import type { Spot } from "../../../../../edge/contracts/plant/road-map.ts";
import { formatSigned } from "../../../data/format.ts";
import type { PlantIndex } from "../../../data/plant-index.ts";
import type { PlayedFuture } from "../../../data/played.ts";
import { t } from "../../../i18n/language.ts";
import type { FloorShape } from "../../../scene/layers/floor-shapes.ts";
import type { FutureScene, LayerLabel, LegendEntry } from "../../../scene/layers/layer.ts";
import { futureName, piecesText, stateText } from "./future-words.ts";

/** Bars on the floor, metres. */
const BAR = { length: 6, width: 1.1, other: 0.8, gap: 0.25, below: 2.6, pitch: 4.2 } as const;
/** States that say why nothing is made; the others are seen by their fill. */
const TOLD: ReadonlySet<string> = new Set(["down", "blocked"]);
/** More labels would not find room; the lists have all. */
const MOST_LABELS = 60;

interface Shown {
  readonly main: PlayedFuture;
  readonly other: PlayedFuture | null;
  readonly index: PlantIndex;
  readonly seconds: number;
}

/** Fill of buffers and belts as bars, with labels; machines that stand, and where the other future differs. */
export function futurePicture(shown: Shown): FutureScene {
  const places = placesOf(shown);
  const floor = places.flatMap((place) => barsOf(place, shown));
  const labels = [...machineLabels(shown), ...places.map((place) => pieceLabel(place, shown))].slice(0, MOST_LABELS);
  return { floor, labels, legend: legendOf(shown), note: t("future.no-alarms") };
}

interface DrawnPlace {
  readonly label: string;
  readonly at: Spot;
}

/** Belts at their asset, and buffers at their node of the road map, one below the other. */
function placesOf({ main, index }: Shown): readonly DrawnPlace[] {
  const { places, machines, stops } = main.at.states;
  const machineLabels = new Set(machines.map(({ label }) => label));
  const belts = places.flatMap(({ label }): readonly DrawnPlace[] => {
    const asset = index.byLabel(label);
    if (asset?.pose === undefined || machineLabels.has(label)) return [];
    return [{ label, at: [asset.pose.x, asset.pose.y - (asset.size?.y ?? 0) / 2] }];
  });
  const byNode = new Map<string, number>();
  const buffers = stops.flatMap(({ label }, stop): readonly DrawnPlace[] => {
    const spot = main.at.spotOfStop(stop);
    if (spot === undefined || main.at.placeOf(label) === undefined || index.byLabel(label) !== undefined) return [];
    const before = byNode.get(spot.join()) ?? 0;
    byNode.set(spot.join(), before + 1);
    return [{ label, at: [spot[0], spot[1] - before * BAR.pitch] }];
  });
  return [...belts, ...buffers];
}

function barsOf({ label, at: [x, y] }: DrawnPlace, { main, other, seconds }: Shown): readonly FloorShape[] {
  const capacity = main.at.placeOf(label)?.capacity ?? null;
  if (capacity === null || capacity <= 0) return [];
  const north = y - BAR.below;
  const bar = (
    top: number,
    width: number,
    share: number,
    look: Pick<FloorShape & { kind: "area" }, "color" | "alpha" | "dashM">,
  ) => {
    const [west, east] = [x - BAR.length / 2, x - BAR.length / 2 + BAR.length * Math.min(1, share)];
    const polygon: readonly Spot[] = [
      [west, top],
      [east, top],
      [east, top - width],
      [west, top - width],
    ];
    return { kind: "area", polygon, ...look } as const;
  };
  const filled = (future: PlayedFuture): number => (future.at.piecesAt(label, seconds) ?? 0) / capacity;
  const below = north - BAR.width - BAR.gap;
  return [
    bar(north, BAR.width, 1, { color: "ink", alpha: 0.1, dashM: 0 }),
    ...(filled(main) > 0 ? [bar(north, BAR.width, filled(main), { color: "data", alpha: 0.85, dashM: 0 })] : []),
    ...(other !== null && filled(other) > 0
      ? [bar(below, BAR.other, filled(other), { color: "ink", alpha: 0.7, dashM: 0.9 })]
      : []),
  ];
}

function pieceLabel({ label, at: [x, y] }: DrawnPlace, { main, other, index, seconds }: Shown): LayerLabel {
  const pieces = main.at.piecesAt(label, seconds);
  const own = piecesText(pieces, main.at.placeOf(label)?.capacity ?? null);
  const others = other?.at.piecesAt(label, seconds);
  const isSame = others === undefined || pieces === undefined || others === pieces;
  const value = isSame ? own : `${own} ⟷ ${others} (${formatSigned(others - pieces)})`;
  const asset = index.byLabel(label);
  return { key: `future ${label}`, place: asset?.assetUid ?? [x, y - BAR.below], title: label, value, age: "" };
}

function machineLabels({ main, other, index, seconds }: Shown): readonly LayerLabel[] {
  return main.at.states.machines.flatMap(({ label }): readonly LayerLabel[] => {
    const asset = index.byLabel(label);
    const [state, others] = [main.at.stateOf(label, seconds), other?.at.stateOf(label, seconds)];
    const isOther = others !== undefined && others !== state;
    if (asset === undefined || state === undefined || !(TOLD.has(state) || (isOther && TOLD.has(others)))) return [];
    const value = isOther ? `${stateText(state)} ⟷ ${stateText(others)}` : stateText(state);
    return [{ key: asset.assetUid, place: asset.assetUid, title: label, value, age: "" }];
  });
}

function legendOf({ main, other }: Shown): readonly LegendEntry[] {
  const own: LegendEntry = { swatches: ["fill"], text: "legend.future-fill", values: { name: futureName(main) } };
  if (other === null) return [own];
  const values = { name: futureName(other) };
  return [
    own,
    { swatches: ["fill-other"], text: "legend.future-fill-other", values },
    { swatches: ["other"], text: "legend.future-ghost", values },
  ];
}
