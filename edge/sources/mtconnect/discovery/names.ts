/** Names of tags and components, from those of the probe. */
import type { LocalizedText } from "../../../contracts/plant/tag.ts";
import { kebab } from "../../config-words.ts";
import type { Component, DataItem } from "../agent/probe.ts";

const MOST_NAME = 120;
/** Characters of a word from the probe. */
export const MOST_WORD = 50;

/** Chinese names of frequent types. */
const CHINESE: Readonly<Record<string, string>> = {
  ACCELERATION: "加速度",
  AMPERAGE: "电流",
  ANGLE: "角度",
  AVAILABILITY: "可用性",
  AXIS_FEEDRATE: "轴进给速度",
  AXIS_STATE: "轴状态",
  BLOCK: "程序段",
  CHUCK_STATE: "卡盘状态",
  CONTROLLER_MODE: "控制模式",
  DIRECTION: "方向",
  DOOR_STATE: "门状态",
  ELECTRICAL_ENERGY: "电能",
  EMERGENCY_STOP: "急停",
  EXECUTION: "执行状态",
  FLOW: "流量",
  FREQUENCY: "频率",
  FUNCTIONAL_MODE: "功能模式",
  LEVEL: "液位",
  LINE: "行号",
  LINE_NUMBER: "行号",
  LOAD: "负载",
  MESSAGE: "消息",
  PALLET_ID: "托盘号",
  PART_COUNT: "工件计数",
  PART_ID: "工件号",
  PATH_FEEDRATE: "进给速度",
  PATH_FEEDRATE_OVERRIDE: "进给倍率",
  PATH_MODE: "路径模式",
  PATH_POSITION: "路径位置",
  POSITION: "位置",
  POWER_STATE: "电源状态",
  PRESSURE: "压力",
  PROGRAM: "程序",
  PROGRAM_COMMENT: "程序注释",
  ROTARY_MODE: "旋转模式",
  ROTARY_VELOCITY: "转速",
  ROTARY_VELOCITY_OVERRIDE: "主轴倍率",
  SPINDLE_SPEED: "主轴转速",
  TEMPERATURE: "温度",
  TOOL_ID: "刀具号",
  TOOL_NUMBER: "刀具号",
  TORQUE: "扭矩",
  VELOCITY: "速度",
  VOLTAGE: "电压",
  WATTAGE: "功率",
};

/** Such as `X Position (commanded)`. The words of the agent stand where the language has none of its own. */
export function nameOf({ type, subType, name }: DataItem, path: readonly Component[], suffix = ""): LocalizedText {
  const place = path.at(-1)?.name ?? (path.length === 0 ? "" : path.at(-1)?.type) ?? "";
  const words = type.replace(/^.*:/, "").toLowerCase().replaceAll("_", " ");
  const own = words === "" ? (name ?? "value") : words.charAt(0).toUpperCase() + words.slice(1);
  const kind = subType === undefined || subType === "ACTUAL" ? "" : ` (${subType.toLowerCase().replaceAll("_", " ")})`;
  const joined = (text: string) => [place, text, suffix].filter((part) => part !== "").join(" ") + kind;
  const zh = Object.hasOwn(CHINESE, type) ? (CHINESE[type] as string) : own;
  return { zh: joined(zh).slice(0, MOST_NAME), en: joined(own).slice(0, MOST_NAME) };
}

/** Such as `position-commanded`. */
export function signalOf({ type, subType, statistic, representation }: DataItem): string {
  const parts = [
    type.replace(/^.*:/, ""),
    subType === undefined || subType === "ACTUAL" ? "" : subType.replace(/^.*:/, ""),
    statistic ?? "",
    representation === "TIME_SERIES" ? "series" : "",
  ];
  return kebab(parts.filter((part) => part !== "").join("-"), MOST_WORD) || "value";
}
