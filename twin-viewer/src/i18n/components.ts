import type { LocalizedText } from "../../../edge/contracts/plant/tag.ts";
import { local } from "./language.ts";

/** Names of common components. Other components keep their name of the config. */
const NAMES = new Map<string, LocalizedText>([
  ["spindle", { zh: "主轴", en: "Spindle" }],
  ["gears", { zh: "减速器", en: "Gears" }],
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
  ["counter", { zh: "计数", en: "Counter" }],
  ["workpiece", { zh: "工件", en: "Workpiece" }],
  ["cycle", { zh: "节拍", en: "Cycle" }],
  ["pneumatics", { zh: "气动", en: "Pneumatics" }],
  ["cabinet", { zh: "电柜", en: "Cabinet" }],
  ["result", { zh: "结果", en: "Result" }],
  ["bus", { zh: "直流母线", en: "Bus" }],
  ["test", { zh: "测试", en: "Test" }],
  ["nameplate", { zh: "铭牌", en: "Nameplate" }],
  ["tcp", { zh: "工具中心点", en: "Tool centre point" }],
  ["compressor", { zh: "压缩机", en: "Compressor" }],
  ["water", { zh: "水", en: "Water" }],
  ["air", { zh: "空气", en: "Air" }],
  ["primary", { zh: "一次侧", en: "Primary" }],
  ["secondary", { zh: "二次侧", en: "Secondary" }],
  ["oil", { zh: "油", en: "Oil" }],
  ["bath", { zh: "槽液", en: "Bath" }],
  ["winding", { zh: "绕组", en: "Winding" }],
  ["pieces", { zh: "工件", en: "Pieces" }],
  ["cell", { zh: "单元", en: "Cell" }],
  ["ram", { zh: "压头", en: "Ram" }],
  ["output", { zh: "输出", en: "Output" }],
  ["outlet", { zh: "出口", en: "Outlet" }],
  ["inlet", { zh: "入口", en: "Inlet" }],
  ["camera", { zh: "相机", en: "Camera" }],
  ["room", { zh: "工作室", en: "Room" }],
  ["powder", { zh: "粉末", en: "Powder" }],
  ["net", { zh: "管网", en: "Net" }],
  ["light", { zh: "光源", en: "Light" }],
  ["gun", { zh: "喷枪", en: "Gun" }],
  ["gearbox", { zh: "减速机", en: "Gearbox" }],
  ["extraction", { zh: "抽风", en: "Extraction" }],
  ["exhaust", { zh: "排风", en: "Exhaust" }],
  ["demand", { zh: "需量", en: "Demand" }],
  ["cooling", { zh: "冷却", en: "Cooling" }],
  ["condenser", { zh: "冷凝器", en: "Condenser" }],
  ["chuck", { zh: "卡盘", en: "Chuck" }],
  ["chip-conveyor", { zh: "排屑机", en: "Chip conveyor" }],
  ["vacuum", { zh: "真空", en: "Vacuum" }],
  ["tank", { zh: "储罐", en: "Tank" }],
  ["screw", { zh: "螺钉", en: "Screw" }],
  ["probe", { zh: "测头", en: "Probe" }],
  ["heater", { zh: "加热器", en: "Heater" }],
  ["filter", { zh: "过滤器", en: "Filter" }],
  ["printer", { zh: "打印机", en: "Printer" }],
  ["scale", { zh: "秤", en: "Scale" }],
  ["rinse", { zh: "漂洗", en: "Rinse" }],
  ["brush", { zh: "毛刷", en: "Brush" }],
  ["chain", { zh: "链条", en: "Chain" }],
  ["clamp", { zh: "夹具", en: "Clamp" }],
  ["contact", { zh: "触点", en: "Contact" }],
  ["cooling-water", { zh: "冷却水", en: "Cooling water" }],
  ["air-bearing", { zh: "气浮轴承", en: "Air bearing" }],
  ["tap", { zh: "分接开关", en: "Tap changer" }],
  ["sealer", { zh: "封箱机", en: "Sealer" }],
  ["fluidizing", { zh: "流化", en: "Fluidizing" }],
  ["film", { zh: "薄膜", en: "Film" }],
  ["exit", { zh: "出口", en: "Exit" }],
  ["entry", { zh: "入口", en: "Entry" }],
  ["feeder-utilities", { zh: "公用设施馈线", en: "Feeder, utilities" }],
  ["feeder-machining", { zh: "机加工馈线", en: "Feeder, machining" }],
  ["feeder-finishing", { zh: "后处理馈线", en: "Feeder, finishing" }],
  ["feeder-coating", { zh: "涂装馈线", en: "Feeder, coating" }],
  ["feeder-assembly", { zh: "装配馈线", en: "Feeder, assembly" }],
]);

/** Parts that are numbered: `axis-1`, `zone-2`, `phase-3`. */
const NUMBERED = new Map<string, (number: string) => LocalizedText>([
  ["axis", (n) => ({ zh: `${n.toUpperCase()} 轴`, en: `Axis ${n.toUpperCase()}` })],
  ["joint", (n) => ({ zh: `关节 ${n}`, en: `Joint ${n}` })],
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
