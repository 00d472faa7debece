import type { AssetKind } from "../../edge/contracts/plant/kinds.ts";
import type { Asset, Plant } from "../../edge/contracts/plant/plant.ts";
import {
  type AssetUid,
  type LinkRef,
  type Tag,
  type TagRef,
  type TagRole,
  tagUidOf,
} from "../../edge/contracts/plant/tag.ts";

/** Plant of the targets: 2,000 assets, of which 200 are robots and 60 vehicles; the rest has these shares. */
const OTHERS: readonly (readonly [kind: AssetKind, share: number])[] = [
  ["machining-centre", 20],
  ["lathe", 20],
  ["conveyor", 16],
  ["rack", 10],
  ["meter", 14],
  ["oven", 4],
  ["press", 4],
  ["washer", 4],
  ["cmm", 2],
  ["packing", 2],
  ["switchboard", 2],
  ["compressor", 2],
];
const ROBOT_SHARE = 0.1;
const VEHICLE_SHARE = 0.03;
const GRID_M = 7;
const LINKS = 20;

export interface Signal {
  readonly tag: Tag;
  /** Value after `t` seconds. */
  readonly read: (t: number) => number | string;
}

interface Spec {
  readonly role: TagRole;
  readonly unit?: string;
  readonly read: (t: number) => number | string;
}

const wave = (swing: number, period: number, phase: number) => (t: number) =>
  swing * Math.sin((2 * Math.PI * t) / period + phase);

function kindOf(i: number, count: number): AssetKind {
  if (i < count * ROBOT_SHARE) return "robot";
  if (i < count * (ROBOT_SHARE + VEHICLE_SHARE)) return "agv";
  let left = i % OTHERS.reduce((sum, [, share]) => sum + share, 0);
  for (const [kind, share] of OTHERS) {
    left -= share;
    if (left < 0) return kind;
  }
  return "box";
}

function specsOf(kind: AssetKind, i: number, place: { x: number; y: number }): Spec[] {
  const phase = i % 7;
  if (kind === "robot")
    return ([1, 2, 3, 4, 5, 6] as const).map((joint) => ({
      role: `joint-${joint}`,
      unit: "deg",
      read: wave(40, 7 + joint, phase),
    }));
  if (kind === "agv") {
    const route = JSON.stringify({
      nodes: [1, 2, 3].map((step) => ({ id: `n${step}`, x: place.x + 9 * step, y: place.y, released: step < 2 })),
    });
    return [
      { role: "agv-x", unit: "m", read: (t) => place.x + wave(2, 9, phase)(t) },
      { role: "agv-y", unit: "m", read: (t) => place.y + wave(2, 9, phase + 1)(t) },
      { role: "agv-theta", unit: "rad", read: wave(3, 20, phase) },
      { role: "agv-node-states", read: () => route },
    ];
  }
  const state: Spec = { role: "item-state", read: () => (i % 10 < 7 ? 3 : 2) };
  const power: Spec = { role: "active-power", unit: "W", read: (t) => 9_000 + wave(2_000, 40, phase)(t) };
  if (kind === "meter") return [power];
  if (kind === "machining-centre" || kind === "lathe")
    return [
      state,
      power,
      ...(["x", "y", "z"] as const).map(
        (axis): Spec => ({ role: `axis-${axis}`, unit: "mm", read: wave(300, 9, phase) }),
      ),
    ];
  return [state, power];
}

/** The reference plant of `count` assets on a grid; the same every time. */
export function referencePlant(count: number): { readonly plant: Plant; readonly signals: readonly Signal[] } {
  const signals: Signal[] = [];
  const columns = Math.ceil(Math.sqrt(count * 1.8));
  const assets = Array.from({ length: count }, (_, i): Asset => {
    const kind = kindOf(i, count);
    // Mixes robots and vehicles with the machines.
    const cell = (i * 389) % count;
    const place = { x: 4 + (cell % columns) * GRID_M, y: 4 + Math.floor(cell / columns) * GRID_M };
    const assetUid = `urn:reference:${i}` as AssetUid;
    const tags = specsOf(kind, i, place).map(({ role, read, ...unit }): TagRef => {
      const ref = signals.length as TagRef;
      const link = i % LINKS;
      const type = role === "agv-node-states" ? "text" : "number";
      const tag: Tag = {
        ref,
        tagUid: tagUidOf(assetUid, "", role),
        assetUid,
        component: "",
        signal: role,
        type,
        role,
        name: { zh: role, en: role },
        source: `link-${link}`,
        address: `${i}/${role}`,
        link: link as LinkRef,
        ...unit,
      };
      signals.push({ tag, read });
      return ref;
    });
    const label = `${kind.slice(0, 3).toUpperCase()}-${String(i).padStart(4, "0")}`;
    return {
      assetUid,
      label,
      kind,
      name: { zh: label, en: label },
      equipmentPath: `e/s/area/line/cell/${i}`,
      pose: { x: place.x, y: place.y, z: 0, yawDeg: (i % 4) * 90 },
      tags,
      simulated: true,
    };
  });
  const width = columns * GRID_M + 8;
  const depth = Math.ceil(count / columns) * GRID_M + 8;
  return {
    plant: {
      site: {
        enterprise: "e",
        id: "s",
        name: { zh: "参考工厂", en: "Reference plant" },
        timeZone: "Asia/Shanghai",
        currency: "CNY",
        shifts: [],
      },
      floor: { width, depth },
      places: [],
      assets,
      zones: [],
      routes: { nodes: [], edges: [] },
    },
    signals,
  };
}
