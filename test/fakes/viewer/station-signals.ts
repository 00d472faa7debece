import type { EnumLabel } from "../../../edge/contracts/plant/tag.ts";
import { STATIONS, type Station } from "../../../simulators/plants/machining/layout.ts";
import { figureSpecs } from "./figure-signals.ts";
import { hash, type Spec, wave } from "./signal-spec.ts";
import { vehicleSpecs } from "./vehicle-signals.ts";

const STATES: readonly EnumLabel[] = [
  { value: 0, zh: "不可用", en: "Not available" },
  { value: 1, zh: "停用", en: "Out of service" },
  { value: 2, zh: "未执行", en: "Not executing" },
  { value: 3, zh: "执行中", en: "Executing" },
];

/** Item states are mixed but fixed, so that pictures can be compared. */
function itemState(id: string): number {
  const n = hash(id) % 10;
  return n < 7 ? 3 : n < 9 ? 2 : 0;
}

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

/** The signals of a station of the fake plant, by its kind. */
export function specsOf(station: Station): Spec[] {
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
    case "packing":
      return [...machineSpecs(station), ...figureSpecs()];
    default:
      return machineSpecs(station);
  }
}
