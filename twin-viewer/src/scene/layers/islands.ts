import type { Asset } from "../../../../edge/contracts/plant/plant.ts";
import { type Island, islandOfMachine } from "../../../../edge/contracts/production/islands.ts";
import { local, t } from "../../i18n/language.ts";
import { sizeOf } from "../machines/figures.ts";
import { BLANK, OWN_STATE } from "./fills.ts";
import type { FloorShape } from "./floor-shapes.ts";
import type { Layer, LayerFacts, LayerLabel, LegendEntry } from "./layer.ts";

/** Colours of islands; further ones begin anew, and names tell them apart. */
const COLORS = ["island-0", "island-1", "island-2", "island-3", "island-4", "island-5"] as const;
type IslandColor = (typeof COLORS)[number];

/** The outline lies this far outside of the machine, metres; that of a change that is asked for further out. */
const AROUND_M = 0.8;
const ASKED_M = 1.4;
const ASKED_DASH_M = 0.9;
const UNKNOWN_DASH_M = 1.6;

/** Which machines make which variants, as it is in force; a change that is asked for is dashed (rule IS11). */
export const islandsLayer: Layer = {
  name: "layer.islands",
  marks: [],
  isThere: (index) => index.hasIslands,
  paint: (assets, { islands, index }) => {
    const inForce = islands?.inForce.islands ?? [];
    const isIn = (label: string): boolean => islandOfMachine(inForce, label) !== undefined;
    return {
      fills: Uint8Array.from(assets, ({ label }) => (isIn(label) ? OWN_STATE : BLANK)),
      floor: [...inForce.flatMap((island, at) => outlines(island, index, at)), ...changes(islands, index)],
      labels: inForce.flatMap((island, at) => labelOf(island, index, at)),
      legend: legendOf(islands),
      note: noteOf(islands),
    };
  },
};

function outlines(island: Island, index: LayerFacts["index"], at: number): FloorShape[] {
  return assetsOf(island, index).map((asset) => area(asset, colorOf(at), { aroundM: AROUND_M, dashM: 0, alpha: 0.22 }));
}

/** Machines that go elsewhere by the pending change, around the outlines of now. */
function changes(islands: LayerFacts["islands"], index: LayerFacts["index"]): FloorShape[] {
  const pending = islands?.pending;
  if (pending === undefined || pending === null || pending.state === "refused") return [];
  const isUnknown = pending.state === "unknown";
  const before = islands?.inForce.islands ?? [];
  return pending.islands.flatMap((island, at) =>
    assetsOf(island, index)
      .filter(({ label }) => islandOfMachine(before, label)?.id !== island.id)
      .map((asset) =>
        area(asset, isUnknown ? "stale" : colorOf(placeOf(before, island, at)), {
          aroundM: ASKED_M,
          dashM: isUnknown ? UNKNOWN_DASH_M : ASKED_DASH_M,
          alpha: isUnknown ? 0.3 : 0,
        }),
      ),
  );
}

/** An island keeps its colour while it is asked for. */
function placeOf(before: readonly Island[], { id }: Island, at: number): number {
  const known = before.findIndex((island) => island.id === id);
  return known < 0 ? before.length + at : known;
}

function labelOf(island: Island, index: LayerFacts["index"], at: number): LayerLabel[] {
  const assets = assetsOf(island, index);
  if (assets.length === 0) return [];
  const middle = (axis: "x" | "y") => assets.reduce((sum, { pose }) => sum + (pose?.[axis] ?? 0), 0) / assets.length;
  return [
    {
      key: `island ${at} ${island.id}`,
      place: [middle("x"), middle("y")],
      title: local(island.name),
      value: island.variants.join(", ") || t("layer.island-no-variants"),
      age: "",
    },
  ];
}

function legendOf(islands: LayerFacts["islands"]): LegendEntry[] {
  const inForce = islands?.inForce.islands ?? [];
  const state = islands?.pending?.state;
  return [
    ...inForce.map(
      ({ name }, at): LegendEntry => ({
        swatches: [colorOf(at)],
        text: "legend.island",
        values: { name: local(name) },
      }),
    ),
    ...(state === "asked" ? [{ swatches: ["asked"], text: "legend.island-asked" } as const] : []),
    ...(state === "unknown" ? [{ swatches: ["hatch"], text: "legend.island-unknown" } as const] : []),
    { swatches: ["blank"], text: "legend.no-island" },
  ];
}

function noteOf(islands: LayerFacts["islands"]): string {
  if (islands === undefined) return t("layer.islands-not-known");
  return islands.plant === null
    ? t("layer.islands-record")
    : t("layer.islands-plant", { source: islands.plant.source });
}

function colorOf(at: number): IslandColor {
  return COLORS[at % COLORS.length] as IslandColor;
}

function assetsOf({ machines }: Island, index: LayerFacts["index"]): Asset[] {
  return machines.flatMap((label) => {
    const asset = index.byLabel(label);
    return asset?.pose === undefined ? [] : [asset];
  });
}

interface Drawn {
  readonly aroundM: number;
  readonly dashM: number;
  readonly alpha: number;
}

/** The rectangle around a machine, turned with it. */
function area({ kind, pose, size }: Asset, color: IslandColor | "stale", { aroundM, dashM, alpha }: Drawn): FloorShape {
  const { x = 0, y = 0, yawDeg = 0 } = pose ?? {};
  const foot = sizeOf(kind, size);
  const [half, side] = [foot.x / 2 + aroundM, foot.y / 2 + aroundM];
  const angle = (yawDeg * Math.PI) / 180;
  const corner = (along: number, across: number) =>
    [
      x + along * Math.cos(angle) - across * Math.sin(angle),
      y + along * Math.sin(angle) + across * Math.cos(angle),
    ] as const;
  const polygon = [corner(half, side), corner(-half, side), corner(-half, -side), corner(half, -side)];
  return { kind: "area", polygon, color, alpha, dashM };
}
