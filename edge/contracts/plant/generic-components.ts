/** Components of assets whose types describe none: from the components that their tags name, else from their kind. */
import type { ComponentKind } from "./component-kinds.ts";
import type { ComponentTemplate } from "./component-template.ts";
import { type Capability, type Capable, can, isKnownKind, type KnownKind } from "./kinds.ts";
import type { LocalizedText, Tag } from "./tag.ts";

/** Kinds and names of the components that tags name. A number or letter at the end marks one of several. */
const PARTS: ReadonlyMap<string, LocalizedText & { readonly kind: ComponentKind }> = new Map([
  ["spindle", { kind: "spindle", zh: "主轴", en: "Spindle" }],
  ["axis", { kind: "axis", zh: "轴", en: "Axis" }],
  ["joint", { kind: "axis", zh: "关节", en: "Joint" }],
  ["gears", { kind: "gear", zh: "减速器", en: "Gears" }],
  ["gearbox", { kind: "gear", zh: "齿轮箱", en: "Gearbox" }],
  ["tool", { kind: "tool", zh: "刀具", en: "Tool" }],
  ["brush", { kind: "tool", zh: "毛刷", en: "Brush" }],
  ["gun", { kind: "tool", zh: "喷枪", en: "Gun" }],
  ["coolant", { kind: "circuit", zh: "冷却液", en: "Coolant" }],
  ["hydraulics", { kind: "circuit", zh: "液压", en: "Hydraulics" }],
  ["lubrication", { kind: "circuit", zh: "润滑", en: "Lubrication" }],
  ["pneumatics", { kind: "circuit", zh: "气动", en: "Pneumatics" }],
  ["vacuum", { kind: "circuit", zh: "真空", en: "Vacuum" }],
  ["battery", { kind: "battery", zh: "电池", en: "Battery" }],
  ["drive", { kind: "motor", zh: "行驶", en: "Drive" }],
  ["motor", { kind: "motor", zh: "电机", en: "Motor" }],
  ["belt", { kind: "belt", zh: "输送带", en: "Belt" }],
  ["chip-conveyor", { kind: "belt", zh: "排屑机", en: "Chip conveyor" }],
  ["chain", { kind: "chain", zh: "链条", en: "Chain" }],
  ["pump", { kind: "pump", zh: "泵", en: "Pump" }],
  ["fan", { kind: "fan", zh: "风机", en: "Fan" }],
  ["extraction", { kind: "fan", zh: "抽风", en: "Extraction" }],
  ["compressor", { kind: "compressor", zh: "压缩机", en: "Compressor" }],
  ["condenser", { kind: "exchanger", zh: "冷凝器", en: "Condenser" }],
  ["heater", { kind: "heater", zh: "加热器", en: "Heater" }],
  ["burner", { kind: "heater", zh: "燃烧器", en: "Burner" }],
  ["sealer", { kind: "heater", zh: "封箱机", en: "Sealer" }],
  ["filter", { kind: "filter", zh: "过滤器", en: "Filter" }],
  ["valve", { kind: "valve", zh: "阀", en: "Valve" }],
  ["chuck", { kind: "clamp", zh: "卡盘", en: "Chuck" }],
  ["clamp", { kind: "clamp", zh: "夹具", en: "Clamp" }],
  ["gripper", { kind: "gripper", zh: "夹爪", en: "Gripper" }],
  ["ram", { kind: "axis", zh: "压头", en: "Ram" }],
  ["air-bearing", { kind: "bearing", zh: "气浮轴承", en: "Air bearing" }],
  ["bearing", { kind: "bearing", zh: "轴承", en: "Bearing" }],
  ["bath", { kind: "tank", zh: "槽液", en: "Bath" }],
  ["tank", { kind: "tank", zh: "储罐", en: "Tank" }],
  ["winding", { kind: "winding", zh: "绕组", en: "Winding" }],
  ["tap", { kind: "part", zh: "分接开关", en: "Tap changer" }],
  ["cabinet", { kind: "cabinet", zh: "电柜", en: "Cabinet" }],
  ["controller", { kind: "cabinet", zh: "控制器", en: "Controller" }],
  ["door", { kind: "door", zh: "门", en: "Door" }],
  ["camera", { kind: "sensor", zh: "相机", en: "Camera" }],
  ["probe", { kind: "sensor", zh: "测头", en: "Probe" }],
  ["scale", { kind: "sensor", zh: "秤", en: "Scale" }],
  ["light", { kind: "part", zh: "光源", en: "Light" }],
  ["printer", { kind: "part", zh: "打印机", en: "Printer" }],
]);

/** Components that every asset of a kind has, by the words above. */
const OF_KIND: { readonly [Kind in KnownKind]?: readonly string[] } = {
  lathe: ["spindle", "tool"],
  "machining-centre": ["spindle", "tool"],
  robot: ["gears", "gripper"],
  cobot: ["gears", "gripper"],
  agv: ["battery", "drive"],
  compressor: ["compressor", "motor"],
  chiller: ["compressor", "condenser", "pump"],
  transformer: ["winding"],
  washer: ["pump"],
};

const OF_CAPABILITY: { readonly [One in Capability]?: readonly string[] } = {
  heats: ["heater"],
  conveys: ["belt"],
};

/** Components that tags name; where they name none, those that the kind and the capabilities of the asset imply. */
export function genericComponents(
  asset: Capable,
  tags: readonly Pick<Tag, "component">[],
): readonly ComponentTemplate[] {
  const named = new Set(tags.map(({ component }) => component));
  const found = [...named].flatMap((word) => partOf(word) ?? []);
  if (found.length > 0) return found;
  const implied = new Set([
    ...((isKnownKind(asset.kind) ? OF_KIND[asset.kind] : undefined) ?? []),
    ...(Object.keys(OF_CAPABILITY) as Capability[]).flatMap((one) => (can(asset, one) ? OF_CAPABILITY[one] : []) ?? []),
  ]);
  return [...implied].flatMap((word) => partOf(word) ?? []);
}

/** The component behind a word that tags have; undefined if it is not a part that wears, such as `order`. */
export function partOf(word: string): ComponentTemplate | undefined {
  const whole = PARTS.get(word);
  const [, root = "", mark = ""] = /^([a-z-]+)-([0-9]+|[a-z])$/.exec(word) ?? [];
  const part = whole ?? PARTS.get(root);
  if (part === undefined) return undefined;
  const { kind, zh, en } = part;
  return { id: word, kind, name: whole === undefined ? numbered({ zh, en }, mark) : { zh, en }, tags: [`${word}/*`] };
}

/** "关节 1", "X 轴": letters come before the word in Chinese. */
function numbered({ zh, en }: LocalizedText, mark: string): LocalizedText {
  const sign = mark.toUpperCase();
  return { zh: /[A-Z]/.test(sign) ? `${sign} ${zh}` : `${zh} ${sign}`, en: `${en} ${sign}` };
}
