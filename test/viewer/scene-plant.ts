/** What tests of the picture share: colours of the light theme, assets without tags, a plant without anything. */
import { Color } from "three";
import type { AssetKind } from "../../edge/contracts/plant/kinds.ts";
import type { Asset, Plant } from "../../edge/contracts/plant/plant.ts";
import type { AssetUid } from "../../edge/contracts/plant/tag.ts";
import { Actor } from "../../twin-viewer/src/scene/actor.ts";
import type { Palette } from "../../twin-viewer/src/scene/palette.ts";

const hex = (text: string) => new Color().setStyle(text, "srgb-linear");
export const PALETTE: Palette = {
  scene: hex("#d3d7db"),
  floor: hex("#c9cdd2"),
  aisle: hex("#d9dde1"),
  edge: hex("#8a929a"),
  ink: hex("#434b54"),
  quiet: hex("#525a63"),
  data: hex("#0a3a63"),
  selection: hex("#0b5cad"),
  prediction: hex("#00606f"),
  stale: hex("#555c64"),
  running: hex("#f1f3f5"),
  idle: hex("#bfc5cb"),
  off: hex("#858d95"),
  blank: hex("#d2d6da"),
  levels: [hex("#f1f3f5"), hex("#b7c5d1"), hex("#7e97ac"), hex("#446888"), hex("#0a3a63")],
  priorities: [hex("#c00d1e"), hex("#f28c1e"), hex("#f6d32d"), hex("#7a2e8e")],
  isDark: false,
};

export const EMPTY_PLANT: Plant = {
  site: {
    enterprise: "e",
    id: "s",
    name: { zh: "厂", en: "Plant" },
    timeZone: "UTC",
    currency: "CNY",
    shifts: [],
  },
  floor: { width: 10, depth: 10 },
  places: [],
  assets: [],
  zones: [],
  routes: { nodes: [], edges: [] },
};

/** An asset of a kind at a place on the floor. */
export function actorAt(kind: AssetKind, x: number, y = 0, yawDeg = 0): Actor {
  return new Actor({
    assetUid: `urn:${kind}:${x}:${y}` as AssetUid,
    label: "A",
    kind,
    name: { zh: "a", en: "a" },
    equipmentPath: "",
    pose: { x, y, z: 0, yawDeg },
    tags: [],
    simulated: true,
  } satisfies Asset);
}

/** Difference between the channels of a colour, 0 to 1. */
export const chroma = ({ r, g, b }: Color) => Math.max(r, g, b) - Math.min(r, g, b);
