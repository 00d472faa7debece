import { partOf } from "../../../edge/contracts/plant/generic-components.ts";
import type { LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import { local } from "./language.ts";

/** Names of components other than wearing parts. Unknown words stay as in the config. */
const NAMES = new Map<string, LocalizedText>([
  ["program", { zh: "程序", en: "Program" }],
  ["production", { zh: "生产", en: "Production" }],
  ["power", { zh: "电力", en: "Power" }],
  ["energy", { zh: "能耗", en: "Energy" }],
  ["safety", { zh: "安全", en: "Safety" }],
  ["pose", { zh: "位姿", en: "Pose" }],
  ["load", { zh: "载货", en: "Load" }],
  ["order", { zh: "订单", en: "Order" }],
  ["fault", { zh: "故障", en: "Fault" }],
  ["factsheet", { zh: "规格", en: "Factsheet" }],
  ["stock", { zh: "库存", en: "Stock" }],
  ["identification", { zh: "标识", en: "Identification" }],
  ["total", { zh: "合计", en: "Total" }],
  ["motion", { zh: "运动", en: "Motion" }],
  ["channel", { zh: "通道", en: "Channel" }],
  ["flange", { zh: "法兰", en: "Flange" }],
  ["counter", { zh: "计数", en: "Counter" }],
  ["workpiece", { zh: "工件", en: "Workpiece" }],
  ["cycle", { zh: "节拍", en: "Cycle" }],
  ["result", { zh: "结果", en: "Result" }],
  ["bus", { zh: "直流母线", en: "Bus" }],
  ["test", { zh: "测试", en: "Test" }],
  ["nameplate", { zh: "铭牌", en: "Nameplate" }],
  ["tcp", { zh: "工具中心点", en: "Tool centre point" }],
  ["water", { zh: "水", en: "Water" }],
  ["air", { zh: "空气", en: "Air" }],
  ["primary", { zh: "一次侧", en: "Primary" }],
  ["secondary", { zh: "二次侧", en: "Secondary" }],
  ["oil", { zh: "油", en: "Oil" }],
  ["pieces", { zh: "工件", en: "Pieces" }],
  ["cell", { zh: "单元", en: "Cell" }],
  ["output", { zh: "输出", en: "Output" }],
  ["outlet", { zh: "出口", en: "Outlet" }],
  ["inlet", { zh: "入口", en: "Inlet" }],
  ["room", { zh: "工作室", en: "Room" }],
  ["powder", { zh: "粉末", en: "Powder" }],
  ["net", { zh: "管网", en: "Net" }],
  ["exhaust", { zh: "排风", en: "Exhaust" }],
  ["demand", { zh: "需量", en: "Demand" }],
  ["cooling", { zh: "冷却", en: "Cooling" }],
  ["screw", { zh: "螺钉", en: "Screw" }],
  ["rinse", { zh: "漂洗", en: "Rinse" }],
  ["contact", { zh: "触点", en: "Contact" }],
  ["cooling-water", { zh: "冷却水", en: "Cooling water" }],
  ["fluidizing", { zh: "流化", en: "Fluidizing" }],
  ["film", { zh: "薄膜", en: "Film" }],
  ["exit", { zh: "出口", en: "Exit" }],
  ["entry", { zh: "入口", en: "Entry" }],
  ["key-figures", { zh: "关键指标", en: "Key figures" }],
  ["key-figures-day", { zh: "关键指标（每日）", en: "Key figures by day" }],
  ["feeder-utilities", { zh: "公用设施馈线", en: "Feeder, utilities" }],
  ["feeder-machining", { zh: "机加工馈线", en: "Feeder, machining" }],
  ["feeder-finishing", { zh: "后处理馈线", en: "Feeder, finishing" }],
  ["feeder-coating", { zh: "涂装馈线", en: "Feeder, coating" }],
  ["feeder-assembly", { zh: "装配馈线", en: "Feeder, assembly" }],
]);

/** Parts that are numbered: `axis-1`, `zone-2`, `phase-3`. */
const NUMBERED = new Map<string, (number: string) => LocalizedText>([
  ["zone", (n) => ({ zh: `${n} 区`, en: `Zone ${n}` })],
  ["phase", (n) => ({ zh: `L${n} 相`, en: `Phase L${n}` })],
  ["station", (n) => ({ zh: `工位 ${n}`, en: `Station ${n}` })],
]);

export function componentName(component: string): LocalizedText {
  const known = NAMES.get(component) ?? partOf(component)?.name;
  if (known !== undefined) return known;
  // Key figures of an operation or a variant.
  const [, of, id = ""] = /^(operation|variant)-(.+)$/.exec(component) ?? [];
  if (of === "operation") return { zh: `工序 ${id.toUpperCase()}`, en: `Operation ${id.toUpperCase()}` };
  if (of === "variant") return { zh: `型号 ${id.toUpperCase()}`, en: `Variant ${id.toUpperCase()}` };
  const [, kind = "", number = ""] = /^([a-z]+)-([0-9a-z])$/.exec(component) ?? [];
  return NUMBERED.get(kind)?.(number) ?? { zh: component, en: component };
}

/**
 * A tag's name with its component, unless the name contains it: "X axis position" needs no "Axis X"
 * before it.
 */
export function tagTitle({ component, name }: { readonly component: string; readonly name: LocalizedText }): string {
  const part = local(componentName(component));
  const own = local(name);
  const said = own.toLowerCase();
  const words = part.toLowerCase().split(" ");
  return component === "" ||
    said.startsWith(part.toLowerCase()) ||
    words.every((word) => said.split(" ").includes(word))
    ? own
    : `${part} · ${own}`;
}
