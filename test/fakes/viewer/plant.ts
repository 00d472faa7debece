/** A plant with tags as the viewer gets it: the demo plant's stations and zones, and signals that move by formula. */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { Asset, AssetKind, Plant, Shift, Zone } from "../../../edge/contracts/plant/plant.ts";
import type { AssetUid, EnumLabel, LinkRef, Tag, TagRef, TagRole, TagType } from "../../../edge/contracts/plant/tag.ts";
import { tagUidOf } from "../../../edge/contracts/plant/tag.ts";
import {
  FLOOR,
  ROUTE_EDGES,
  ROUTE_NODES,
  STATIONS,
  type Station,
} from "../../../simulators/plants/machining/layout.ts";

/** A tag with what it says at second `t`. */
export interface FakeSignal {
  readonly tag: Tag;
  readonly read: (t: number) => number | string;
}

interface Spec {
  readonly component?: string;
  readonly signal: string;
  readonly zh: string;
  readonly en: string;
  readonly type?: TagType;
  readonly unit?: string;
  readonly role?: TagRole;
  readonly range?: readonly [number, number];
  readonly labels?: readonly EnumLabel[];
  readonly isStatic?: boolean;
  readonly read: (t: number) => number | string;
}

const STATES: readonly EnumLabel[] = [
  { value: 0, zh: "不可用", en: "Not available" },
  { value: 1, zh: "停用", en: "Out of service" },
  { value: 2, zh: "未执行", en: "Not executing" },
  { value: 3, zh: "执行中", en: "Executing" },
];

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

function hash(text: string): number {
  let h = 7;
  for (let i = 0; i < text.length; i++) h = (h * 31 + text.charCodeAt(i)) >>> 0;
  return h;
}

/** Item states are mixed but fixed, so that pictures can be compared. */
function itemState(id: string): number {
  const n = hash(id) % 10;
  return n < 7 ? 3 : n < 9 ? 2 : 0;
}

const wave = (mid: number, swing: number, period: number, phase: number) => (t: number) =>
  mid + swing * Math.sin((2 * Math.PI * t) / period + phase);

/** Parts that wear faster than real ones. */
const WEAR_FACTORS = new Map([
  ["CNC-103/tool", 24],
  ["CNC-206/spindle", 4121.1],
]);

/** A piece goes through the machining cells one after another, 90 s in each. */
export function pieceAt(id: string, t: number): string {
  const cells = STATIONS.filter(({ kind }) => kind === "lathe" || kind === "machining-centre").map(
    (station) => station.id,
  );
  const number = 166 + Math.floor(t / 90) - cells.indexOf(id);
  return `PC-${String(Math.max(1, number)).padStart(7, "0")}`;
}

function machineSpecs({ id, kind }: Station): Spec[] {
  const phase = hash(id) % 7;
  const state = itemState(id);
  const isOn = state === 3 ? 1 : 0;
  const specs: Spec[] = [
    {
      signal: "item-state",
      zh: "设备状态",
      en: "Item state",
      type: "enum",
      labels: STATES,
      role: "item-state",
      read: () => state,
    },
    {
      signal: "power",
      zh: "有功功率",
      en: "Active power",
      unit: "W",
      role: "active-power",
      range: [0, 30000],
      read: wave(9000, 2500 * isOn, 40, phase),
    },
    {
      signal: "serial-number",
      zh: "序列号",
      en: "Serial number",
      type: "text",
      isStatic: true,
      read: () => `SN-${hash(id)}`,
    },
  ];
  if (kind === "lathe" || kind === "machining-centre") {
    specs.push(
      {
        component: "spindle",
        signal: "speed",
        zh: "主轴转速",
        en: "Spindle speed",
        unit: "/min",
        role: "spindle-speed",
        range: [0, 4500],
        read: wave(2400 * isOn, 300 * isOn, 12, phase),
      },
      {
        component: "spindle",
        signal: "bearing-temperature",
        zh: "轴承温度",
        en: "Bearing temperature",
        unit: "Cel",
        range: [0, 120],
        read: wave(id === "CNC-206" ? 86 : 52, 1.5, 300, phase),
      },
      ...(["x", "y", "z"] as const).map(
        (axis, i): Spec => ({
          component: `axis-${axis}`,
          signal: "position",
          zh: `${axis.toUpperCase()} 轴位置`,
          en: `Axis ${axis.toUpperCase()} position`,
          unit: "mm",
          role: `axis-${axis}`,
          range: [-500, 500],
          read: wave(0, 400 * isOn, 9 + i * 2, phase),
        }),
      ),
      {
        signal: "door-open",
        zh: "门已打开",
        en: "Door open",
        type: "boolean",
        role: "door-open",
        read: () => (state === 2 ? 1 : 0),
      },
      {
        component: "workpiece",
        signal: "id",
        zh: "工件编号",
        en: "Workpiece id",
        type: "text",
        read: (t) => (isOn === 1 ? pieceAt(id, t) : ""),
      },
      {
        signal: "parts-good",
        zh: "合格数",
        en: "Good parts",
        unit: "1",
        role: "parts-good",
        read: (t) => 400 + (hash(id) % 90) + Math.floor(t / 60),
      },
      {
        signal: "parts-scrapped",
        zh: "报废数",
        en: "Scrapped parts",
        unit: "1",
        role: "parts-scrapped",
        read: () => hash(id) % 9,
      },
      {
        component: "tool",
        signal: "life-used",
        zh: "刀具寿命已用",
        en: "Tool life used",
        unit: "%",
        role: "tool-life-used",
        range: [0, 100],
        read: () => 20 + (hash(id) % 70),
      },
      ...(["spindle", "tool"] as const).map(
        (component): Spec => ({
          component,
          signal: "wear-factor",
          zh: "磨损倍率",
          en: "Wear factor",
          unit: "1",
          role: "wear-factor",
          isStatic: true,
          read: () => WEAR_FACTORS.get(`${id}/${component}`) ?? 1,
        }),
      ),
    );
  }
  if (kind === "robot" || kind === "cobot") {
    const rest = [0, 5, 92, 0, 78, 0];
    const swing = [80, 22, 20, 40, 25, 90];
    for (const joint of [1, 2, 3, 4, 5, 6] as const) {
      specs.push({
        component: `axis-${joint}`,
        signal: "position",
        zh: `J${joint} 轴`,
        en: `Joint J${joint}`,
        unit: "deg",
        role: `joint-${joint}`,
        range: [-180, 180],
        read: wave(rest[joint - 1] as number, swing[joint - 1] as number, 7 + joint, phase),
      });
    }
    specs.push(
      {
        component: "safety",
        signal: "presence",
        zh: "区域内有人",
        en: "Person in zone",
        type: "boolean",
        role: "presence",
        read: () => 0,
      },
      {
        component: "safety",
        signal: "emergency-stop",
        zh: "紧急停止",
        en: "Emergency stop",
        type: "boolean",
        role: "emergency-stop",
        read: () => 0,
      },
    );
  }
  if (kind === "conveyor")
    specs.push({
      signal: "pieces",
      zh: "在线工件",
      en: "Pieces on board",
      unit: "1",
      role: "pieces-on-board",
      read: () => 3 + (hash(id) % 4),
    });
  return specs;
}

function meterSpecs({ id }: Station): Spec[] {
  if (!id.startsWith("MTR-E"))
    return [{ signal: "flow", zh: "流量", en: "Flow", unit: "m3/h", range: [0, 500], read: wave(60, 8, 90, 0) }];
  const kilowatts = new Map([
    ["MTR-E-PLANT", 684],
    ["MTR-E-MACHINING", 318],
    ["MTR-E-FINISHING", 62],
    ["MTR-E-COATING", 196],
    ["MTR-E-ASSEMBLY", 34],
    ["MTR-E-UTILITIES", 58],
  ]);
  return [
    {
      signal: "active-power",
      zh: "有功功率",
      en: "Active power",
      unit: "W",
      role: "active-power",
      range: [0, 1000000],
      read: wave((kilowatts.get(id) ?? 12) * 1000, 4000, 60, hash(id) % 6),
    },
  ];
}

const LOOP: readonly (readonly [string, number, number])[] = ROUTE_NODES.slice(0, 16).map((node) => [
  node.id,
  node.x,
  node.y,
]);

/** Where a vehicle is on the loop of nodes after `metres`. */
function onLoop(metres: number): { x: number; y: number; theta: number; next: number } {
  let left = metres;
  for (let i = 0; ; i = (i + 1) % LOOP.length) {
    const [, ax, ay] = LOOP[i] as readonly [string, number, number];
    const [, bx, by] = LOOP[(i + 1) % LOOP.length] as readonly [string, number, number];
    const length = Math.hypot(bx - ax, by - ay);
    if (left <= length)
      return {
        x: ax + ((bx - ax) * left) / length,
        y: ay + ((by - ay) * left) / length,
        theta: Math.atan2(by - ay, bx - ax),
        next: (i + 1) % LOOP.length,
      };
    left -= length;
  }
}

function vehicleSpecs({ id }: Station): Spec[] {
  const number = Number(id.slice(-1));
  const at = (t: number) => onLoop((number * 43 + t * 1.2) % 240);
  const route = (t: number) => {
    const { next } = at(t);
    const nodes = [0, 1, 2].map((step) => LOOP[(next + step) % LOOP.length] as readonly [string, number, number]);
    return number > 4
      ? ""
      : JSON.stringify({ nodes: nodes.map(([node, x, y], i) => ({ id: node, x, y, released: i < 1 })) });
  };
  return [
    { component: "pose", signal: "x", zh: "位置 X", en: "Position X", unit: "m", role: "agv-x", read: (t) => at(t).x },
    { component: "pose", signal: "y", zh: "位置 Y", en: "Position Y", unit: "m", role: "agv-y", read: (t) => at(t).y },
    {
      component: "pose",
      signal: "theta",
      zh: "航向角",
      en: "Heading",
      unit: "rad",
      role: "agv-theta",
      read: (t) => at(t).theta,
    },
    {
      component: "battery",
      signal: "charge",
      zh: "电池电量",
      en: "Battery charge",
      unit: "%",
      role: "agv-battery",
      range: [0, 100],
      read: () => 40 + number * 8,
    },
    {
      component: "load",
      signal: "pallet",
      zh: "载货托盘",
      en: "Pallet carried",
      type: "text",
      role: "agv-load",
      read: () => (number % 2 === 0 ? `P-${number}00` : ""),
    },
    {
      component: "order",
      signal: "route",
      zh: "剩余路线",
      en: "Route left",
      type: "text",
      role: "agv-node-states",
      read: route,
    },
  ];
}

function specsOf(station: Station): Spec[] {
  switch (station.kind) {
    case "meter":
      return meterSpecs(station);
    case "agv":
      return vehicleSpecs(station);
    case "rack":
      return [
        {
          signal: "fill",
          zh: "库位占用率",
          en: "Fill level",
          unit: "%",
          role: "fill-level",
          range: [0, 100],
          read: () => 55 + (hash(station.id) % 30),
        },
      ];
    case "charger":
      return [{ signal: "current", zh: "充电电流", en: "Charging current", unit: "A", read: wave(20, 2, 30, 0) }];
    default:
      return machineSpecs(station);
  }
}

const SHIFTS: Shift[] = [
  { name: { zh: "白班", en: "Day" }, start: "08:00", end: "20:00" },
  { name: { zh: "夜班", en: "Night" }, start: "20:00", end: "08:00" },
];

/** The plant and all its signals. Same every time. */
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
