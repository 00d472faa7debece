/** What data items of the standard mean: states, roles, kinds of components. */
import type { EnumLabel, TagRole } from "../../../contracts/plant/tag.ts";
import type { Component, DataItem } from "../agent/probe.ts";

export interface Words {
  readonly labels: readonly EnumLabel[];
  readonly map: Readonly<Record<string, number>>;
}

const ITEM_STATES: readonly EnumLabel[] = [
  { value: 0, zh: "不可用", en: "Not available" },
  { value: 1, zh: "停止服务", en: "Out of service" },
  { value: 2, zh: "待机", en: "Not executing" },
  { value: 3, zh: "执行中", en: "Executing" },
];

/** Words of the standard's enumerations, in the order of their codes. */
const WORDS: Readonly<Record<string, readonly (readonly [word: string, zh: string, en: string])[]>> = {
  AVAILABILITY: [["AVAILABLE", "可用", "Available"]],
  AXIS_COUPLING: [
    ["TANDEM", "串联", "Tandem"],
    ["SYNCHRONOUS", "同步", "Synchronous"],
    ["MASTER", "主动", "Master"],
    ["SLAVE", "从动", "Slave"],
  ],
  AXIS_STATE: [
    ["HOME", "原点", "Home"],
    ["TRAVEL", "移动", "Travel"],
    ["PARKED", "停放", "Parked"],
    ["STOPPED", "停止", "Stopped"],
  ],
  CHUCK_STATE: [
    ["OPEN", "松开", "Open"],
    ["CLOSED", "夹紧", "Closed"],
    ["UNLATCHED", "未锁定", "Unlatched"],
  ],
  CONTROLLER_MODE: [
    ["AUTOMATIC", "自动", "Automatic"],
    ["MANUAL", "手动", "Manual"],
    ["MANUAL_DATA_INPUT", "MDI", "Manual data input"],
    ["SEMI_AUTOMATIC", "半自动", "Semi-automatic"],
    ["EDIT", "编辑", "Edit"],
  ],
  CONTROLLER_MODE_OVERRIDE: [
    ["OFF", "关", "Off"],
    ["ON", "开", "On"],
  ],
  DIRECTION: [
    ["CLOCKWISE", "正转", "Clockwise"],
    ["COUNTER_CLOCKWISE", "反转", "Counter-clockwise"],
    ["POSITIVE", "正向", "Positive"],
    ["NEGATIVE", "负向", "Negative"],
    ["NONE", "无", "None"],
  ],
  DOOR_STATE: [
    ["CLOSED", "关闭", "Closed"],
    ["OPEN", "打开", "Open"],
    ["UNLATCHED", "未锁定", "Unlatched"],
  ],
  EMERGENCY_STOP: [
    ["ARMED", "正常", "Armed"],
    ["TRIGGERED", "已触发", "Triggered"],
  ],
  FUNCTIONAL_MODE: [
    ["PRODUCTION", "生产", "Production"],
    ["SETUP", "调整", "Setup"],
    ["TEARDOWN", "拆卸", "Teardown"],
    ["MAINTENANCE", "维护", "Maintenance"],
    ["PROCESS_DEVELOPMENT", "工艺开发", "Process development"],
  ],
  PATH_MODE: [
    ["INDEPENDENT", "独立", "Independent"],
    ["SYNCHRONOUS", "同步", "Synchronous"],
    ["MIRROR", "镜像", "Mirror"],
  ],
  POWER_STATE: [
    ["OFF", "关", "Off"],
    ["ON", "开", "On"],
  ],
  PROGRAM_EDIT: [
    ["READY", "就绪", "Ready"],
    ["ACTIVE", "编辑中", "Active"],
    ["NOT_READY", "未就绪", "Not ready"],
  ],
  ROTARY_MODE: [
    ["SPINDLE", "主轴", "Spindle"],
    ["INDEX", "分度", "Index"],
    ["CONTOUR", "轮廓", "Contour"],
  ],
};

/** States of EXECUTION, as MachineryItemState has them (OPC 40001-1). */
const EXECUTING: Readonly<Record<string, number>> = {
  ACTIVE: 3,
  READY: 2,
  INTERRUPTED: 2,
  FEED_HOLD: 2,
  WAIT: 2,
  STOPPED: 2,
  OPTIONAL_STOP: 2,
  PROGRAM_STOPPED: 2,
  PROGRAM_COMPLETED: 2,
  PROGRAM_OPTIONAL_STOP: 2,
};

/** The words of an event; undefined where the standard leaves them open. */
export function wordsOf({ type, values }: DataItem): Words | undefined {
  if (type === "EXECUTION") return { labels: ITEM_STATES, map: EXECUTING };
  const rows = Object.hasOwn(WORDS, type)
    ? (WORDS[type] as readonly (readonly [string, string, string])[])
    : values.length > 1
      ? values.map((value) => [value, value, value] as const)
      : undefined;
  if (rows === undefined) return undefined;
  const from = type === "AVAILABILITY" ? 1 : 0;
  return {
    labels: rows.map(([, zh, en], at) => ({ value: at + from, zh, en })),
    map: Object.fromEntries(rows.map(([word], at) => [word, at + from])),
  };
}

/** Events whose values are numbers although they have no unit. */
const COUNTS = /(?:COUNT|OVERRIDE|^LINE$|LINE_NUMBER|TOOL_NUMBER|TOOL_OFFSET|WORK_OFFSET)$/;

export function isCount({ type, units }: DataItem): boolean {
  return units !== undefined || COUNTS.test(type);
}

/** The role of a data item; undefined where it has none. Each role goes to the first of an asset. */
export function roleOf({ type, subType = "ACTUAL" }: DataItem, path: readonly Component[]): TagRole | undefined {
  const parent = path.at(-1);
  const letter = /^([XYZ])\d*$/i.exec(parent?.name ?? "")?.[1]?.toLowerCase();
  if (type === "EXECUTION") return "item-state";
  if (type === "PROGRAM" && subType === "ACTUAL") return "program";
  if (type === "EMERGENCY_STOP") return "emergency-stop";
  if (type === "POSITION" && subType === "ACTUAL" && parent?.type === "Linear" && letter !== undefined)
    return `axis-${letter}` as TagRole;
  if ((type === "ROTARY_VELOCITY" || type === "SPINDLE_SPEED") && subType === "ACTUAL") return "spindle-speed";
  if (type === "PART_COUNT") return PARTS.get(subType);
  if (type === "WATTAGE" && subType !== "TARGET") return "active-power";
  return undefined;
}

const PARTS: ReadonlyMap<string, TagRole> = new Map([
  ["ACTUAL", "parts-produced"],
  ["ALL", "parts-produced"],
  ["COMPLETE", "parts-produced"],
  ["GOOD", "parts-good"],
  ["BAD", "parts-scrapped"],
]);

/** Kinds of the product's component model. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ["Linear", "axis"],
  ["Rotary", "axis"],
  ["Spindle", "spindle"],
  ["Chuck", "clamp"],
  ["Coolant", "circuit"],
  ["Lubrication", "circuit"],
  ["Hydraulic", "circuit"],
  ["Pneumatic", "circuit"],
  ["Dielectric", "circuit"],
  ["Door", "door"],
  ["Motor", "motor"],
  ["Pump", "pump"],
  ["Fan", "fan"],
  ["Tank", "tank"],
  ["Valve", "valve"],
  ["Heating", "heater"],
  ["Cooling", "exchanger"],
  ["Electric", "cabinet"],
  ["Sensor", "sensor"],
]);

export function kindOf({ type, items }: Component): string | undefined {
  // A rotary axis that turns as fast as a spindle is one.
  const isSpindle = type === "Rotary" && items.some((one) => /ROTARY_VELOCITY|SPINDLE_SPEED/.test(one.type));
  return isSpindle ? "spindle" : KINDS.get(type);
}
