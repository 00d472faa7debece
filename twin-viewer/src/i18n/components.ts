import type { LocalizedText } from "../../../edge/contracts/tag.ts";

/** Names of the usual parts of assets. Others are shown as the config calls them. */
const NAMES = new Map<string, LocalizedText>([
  ["spindle", { zh: "主轴", en: "Spindle" }],
  ["tool", { zh: "刀具", en: "Tool" }],
  ["program", { zh: "程序", en: "Program" }],
  ["production", { zh: "生产", en: "Production" }],
  ["coolant", { zh: "冷却液", en: "Coolant" }],
  ["hydraulics", { zh: "液压", en: "Hydraulics" }],
  ["lubrication", { zh: "润滑", en: "Lubrication" }],
  ["power", { zh: "电力", en: "Power" }],
  ["energy", { zh: "能耗", en: "Energy" }],
  ["safety", { zh: "安全", en: "Safety" }],
  ["pose", { zh: "位姿", en: "Pose" }],
  ["drive", { zh: "行驶", en: "Drive" }],
  ["battery", { zh: "电池", en: "Battery" }],
  ["load", { zh: "载货", en: "Load" }],
  ["order", { zh: "订单", en: "Order" }],
  ["fault", { zh: "故障", en: "Fault" }],
  ["factsheet", { zh: "规格", en: "Factsheet" }],
  ["stock", { zh: "库存", en: "Stock" }],
  ["belt", { zh: "输送带", en: "Belt" }],
  ["door", { zh: "门", en: "Door" }],
  ["motor", { zh: "电机", en: "Motor" }],
  ["controller", { zh: "控制器", en: "Controller" }],
  ["identification", { zh: "标识", en: "Identification" }],
  ["total", { zh: "合计", en: "Total" }],
  ["motion", { zh: "运动", en: "Motion" }],
  ["channel", { zh: "通道", en: "Channel" }],
  ["flange", { zh: "法兰", en: "Flange" }],
  ["gripper", { zh: "夹爪", en: "Gripper" }],
]);

/** Parts that are numbered: `axis-1`, `zone-2`, `phase-3`. */
const NUMBERED = new Map<string, (number: string) => LocalizedText>([
  ["axis", (n) => ({ zh: `${n.toUpperCase()} 轴`, en: `Axis ${n.toUpperCase()}` })],
  ["zone", (n) => ({ zh: `${n} 区`, en: `Zone ${n}` })],
  ["phase", (n) => ({ zh: `L${n} 相`, en: `Phase L${n}` })],
  ["burner", (n) => ({ zh: `燃烧器 ${n}`, en: `Burner ${n}` })],
  ["fan", (n) => ({ zh: `风机 ${n}`, en: `Fan ${n}` })],
  ["station", (n) => ({ zh: `工位 ${n}`, en: `Station ${n}` })],
  ["pump", (n) => ({ zh: `泵 ${n}`, en: `Pump ${n}` })],
]);

export function componentName(component: string): LocalizedText {
  const known = NAMES.get(component);
  if (known !== undefined) return known;
  const [, kind = "", number = ""] = /^([a-z]+)-([0-9a-z])$/.exec(component) ?? [];
  return NUMBERED.get(kind)?.(number) ?? { zh: component, en: component };
}
