/** A plant with tags as the viewer gets it: the demo plant's stations and zones, and signals that move by formula. */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { AssetKind } from "../../../edge/contracts/plant/kinds.ts";
import type { Asset, Plant, Shift, Zone } from "../../../edge/contracts/plant/plant.ts";
import type { AssetUid, LinkRef, Tag, TagRef } from "../../../edge/contracts/plant/tag.ts";
import { tagUidOf } from "../../../edge/contracts/plant/tag.ts";
import {
  FLOOR,
  ROUTE_EDGES,
  ROUTE_NODES,
  STATIONS,
  type Station,
} from "../../../simulators/plants/machining/layout.ts";
import { specsOf } from "./station-signals.ts";

/** A tag with its value at second `t`. */
export interface FakeSignal {
  readonly tag: Tag;
  readonly read: (t: number) => number | string;
}

const AREA_NAMES = new Map([
  ["logistics", { zh: "物流", en: "Logistics" }],
  ["machining", { zh: "机加工", en: "Machining" }],
  ["finishing", { zh: "后处理", en: "Finishing" }],
  ["quality", { zh: "检测", en: "Quality" }],
  ["coating", { zh: "涂装", en: "Coating" }],
  ["assembly", { zh: "装配", en: "Assembly" }],
  ["utilities", { zh: "公用设施", en: "Utilities" }],
]);

const KIND_NAMES = new Map<string, { zh: string; en: string }>([
  ["lathe", { zh: "数控车床", en: "Lathe" }],
  ["machining-centre", { zh: "加工中心", en: "Machining centre" }],
  ["robot", { zh: "上下料机器人", en: "Tending robot" }],
  ["cobot", { zh: "协作机器人", en: "Cobot" }],
  ["oven", { zh: "固化炉", en: "Curing oven" }],
  ["agv", { zh: "搬运车", en: "Vehicle" }],
  ["meter", { zh: "电表", en: "Electricity meter" }],
]);

function uidOf(label: string): AssetUid {
  return `urn:fake:${label.toLowerCase()}` as AssetUid;
}

function areaOf(label: string): { zh: string; en: string } | undefined {
  return AREA_NAMES.get(label.replace("MTR-E-", "").toLowerCase());
}

function nameOf({ id, kind }: Station): { zh: string; en: string } {
  if (id === "MTR-E-PLANT") return { zh: "全厂电表", en: "Electricity meter, plant" };
  const area = kind === "meter" ? areaOf(id) : undefined;
  if (area !== undefined) return { zh: `${area.zh}电表`, en: `Electricity meter, ${area.en.toLowerCase()}` };
  const name = KIND_NAMES.get(kind);
  return name === undefined
    ? { zh: id, en: id }
    : { zh: `${name.zh} ${id.slice(-3)}`, en: `${name.en} ${id.slice(-3)}` };
}

function assetOf(station: Station, tags: readonly TagRef[]): Asset {
  const { id, kind, x, y, yawDeg, size, place } = station;
  const measured = id.replace(/^MTR-[EWGA]-/, "");
  const medium = { E: "electricity", W: "water", G: "natural-gas", A: "compressed-air" } as const;
  return {
    assetUid: uidOf(id),
    label: id,
    kind: kind as AssetKind,
    name: nameOf(station),
    equipmentPath: `binjiang/bj1/${place}/${id.toLowerCase()}`,
    pose: { x, y, z: 0, yawDeg },
    size: { x: size[0], y: size[1], z: size[2] },
    tags,
    ...(kind === "meter" ? { medium: medium[id[4] as keyof typeof medium] } : {}),
    ...(kind === "meter" && STATIONS.some((other) => other.id === measured) ? { meters: uidOf(measured) } : {}),
    ...(id === "CNC-206"
      ? {
          documents: [
            { name: { zh: "主轴保养规程", en: "Spindle maintenance procedure" }, file: "documents/spindle.pdf" },
          ],
        }
      : {}),
    simulated: true,
  };
}

const SHIFTS: Shift[] = [
  { name: { zh: "白班", en: "Day" }, start: "08:00", end: "20:00" },
  { name: { zh: "夜班", en: "Night" }, start: "20:00", end: "08:00" },
];

/** The plant and all its signals, the same every time. */
export function viewerPlant(): { plant: Plant; signals: FakeSignal[] } {
  const signals: FakeSignal[] = [];
  const speakers = [...new Set(STATIONS.map((station) => station.speaker))];
  const assets = STATIONS.map((station) => {
    const refs: TagRef[] = [];
    for (const { component = "", signal, zh, en, type = "number", read, ...rest } of specsOf(station)) {
      const ref = signals.length as TagRef;
      refs.push(ref);
      const assetUid = uidOf(station.id);
      const link = speakers.indexOf(station.speaker) as LinkRef;
      signals.push({
        tag: {
          ref,
          tagUid: tagUidOf(assetUid, component, signal),
          assetUid,
          component,
          signal,
          type,
          name: { zh, en },
          source: station.speaker,
          address: `${station.id}/${signal}`,
          link,
          ...rest,
        },
        read,
      });
    }
    return assetOf(station, refs);
  });
  const { zones } = parse(readFileSync(new URL("../../../config/demo/zones.yaml", import.meta.url), "utf8")) as {
    zones: Zone[];
  };
  const plant: Plant = {
    site: {
      enterprise: "binjiang",
      id: "bj1",
      name: { zh: "滨江一厂", en: "Binjiang Plant 1" },
      timeZone: "Asia/Shanghai",
      currency: "CNY",
      shifts: SHIFTS,
    },
    floor: FLOOR,
    places: [...AREA_NAMES].map(([id, name]) => ({ path: `binjiang/bj1/${id}`, name })),
    assets,
    zones,
    routes: {
      nodes: ROUTE_NODES.map(({ id, x, y }) => ({ id, x, y })),
      edges: ROUTE_EDGES.map(([from, to]) => ({ id: `${from}-${to}`, from, to })),
    },
  };
  return { plant, signals };
}
