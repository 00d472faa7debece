/** Kinds of machines by words in their names, for machines whose companion type names none. */
import type { KnownKind } from "../../../contracts/plant/kinds.ts";
import { kebab } from "../../config-words.ts";

/** In order: the first row with a word of the name counts. */
const WORDS: readonly (readonly [kind: KnownKind, latin: readonly string[], chinese: readonly string[]])[] = [
  ["cobot", ["cobot"], ["协作机器人"]],
  ["scara", ["scara"], []],
  ["robot", ["robot", "roboter", "manipulator"], ["机器人", "机械手"]],
  ["agv", ["agv", "amr"], ["小车"]],
  ["charger", ["charger"], ["充电"]],
  ["lathe", ["lathe", "turning", "drehmaschine"], ["车床"]],
  ["machining-centre", ["mill", "milling", "machining", "cnc", "vmc", "hmc"], ["加工中心", "铣床"]],
  ["deburring", ["deburring", "deburrer"], ["去毛刺"]],
  ["washer", ["washer", "washing"], ["清洗"]],
  ["dryer", ["dryer"], ["干燥", "烘干"]],
  ["cmm", ["cmm"], ["三坐标"]],
  ["vision", ["vision", "camera"], ["视觉"]],
  ["leak-tester", ["leak", "leaktester"], ["检漏", "气密"]],
  ["coating-booth", ["coating", "painting"], ["喷涂", "喷粉"]],
  ["furnace", ["furnace"], ["熔炼", "热处理炉"]],
  ["oven", ["oven", "curing", "ofen"], ["烘箱", "固化炉"]],
  ["conveyor", ["conveyor", "conveyer", "belt", "forderband"], ["输送", "传送带"]],
  ["press", ["press", "presse", "stamping"], ["压力机", "冲床"]],
  ["tightening", ["tightening", "nutrunner", "screwdriver"], ["拧紧"]],
  ["test-bench", ["testbench", "eol"], ["试验台", "测试台"]],
  ["packing", ["packing", "packaging", "palletizer", "palletiser", "cartoner"], ["包装", "码垛"]],
  ["rack", ["rack", "warehouse", "asrs"], ["货架", "立库"]],
  ["compressor", ["compressor"], ["压缩机", "空压机"]],
  ["chiller", ["chiller"], ["冷水机"]],
  ["transformer", ["transformer"], ["变压器"]],
  ["switchboard", ["switchboard", "switchgear"], ["配电柜"]],
  ["meter", ["meter", "energymeter"], ["电表", "仪表"]],
  ["tank", ["tank", "silo", "vessel"], ["储罐", "罐"]],
];

/** The kind that a name speaks of; undefined where it speaks of none. */
export function kindInName(name: string): KnownKind | undefined {
  const words = new Set(kebab(name.replaceAll(/\d+/g, " ")).split("-"));
  return WORDS.find(
    ([, latin, chinese]) => latin.some((word) => words.has(word)) || chinese.some((word) => name.includes(word)),
  )?.[0];
}
