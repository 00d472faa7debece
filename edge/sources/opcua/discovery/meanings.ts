/** Roles for KPIs, detectors and viewer, and texts of standard states, by the names of the companion models. */
import type { EnumLabel, TagRole } from "../../../contracts/plant/tag.ts";
import type { ModelName } from "./companion-types.ts";
import { uriOf } from "./names.ts";
import type { FoundNode } from "./walk.ts";

const labels = (...rows: (readonly [value: number, zh: string, en: string])[]): EnumLabel[] =>
  rows.map(([value, zh, en]) => ({ value, zh, en }));

/** StateNumbers of OPC 40001-1, 12 and 13. */
const ITEM_STATES = labels(
  [0, "不可用", "Not available"],
  [1, "停止服务", "Out of service"],
  [2, "待机", "Not executing"],
  [3, "执行中", "Executing"],
);
const OPERATION_MODES = labels(
  [0, "无", "None"],
  [1, "维护", "Maintenance"],
  [2, "调整", "Setup"],
  [3, "加工", "Processing"],
);
/** StateNumbers of OPC 30050, which are those of PackTags. */
const PACKML_STATES = labels(
  [1, "清除中", "Clearing"],
  [2, "已停止", "Stopped"],
  [3, "启动中", "Starting"],
  [4, "空闲", "Idle"],
  [5, "已挂起", "Suspended"],
  [6, "执行", "Execute"],
  [7, "停止中", "Stopping"],
  [8, "中止中", "Aborting"],
  [9, "已中止", "Aborted"],
  [10, "保持中", "Holding"],
  [11, "已保持", "Held"],
  [12, "取消保持中", "Unholding"],
  [13, "挂起中", "Suspending"],
  [14, "取消挂起中", "Unsuspending"],
  [15, "复位中", "Resetting"],
  [16, "完成中", "Completing"],
  [17, "完成", "Complete"],
  [18, "运行", "Running"],
  [19, "已清除", "Cleared"],
);

export interface StateMeaning {
  readonly labels: readonly EnumLabel[];
  readonly role?: TagRole;
  /** The NodeId of a state gives its number. */
  readonly isKnownById: boolean;
}

const STATES: ReadonlyMap<ModelName, StateMeaning> = new Map([
  ["Machinery item state", { labels: ITEM_STATES, role: "item-state", isKnownById: true }],
  ["Machinery operation mode", { labels: OPERATION_MODES, role: "operation-mode", isKnownById: true }],
  ["PackML states", { labels: PACKML_STATES, isKnownById: false }],
  ["PackML machine states", { labels: PACKML_STATES, isKnownById: false }],
  ["PackML execute states", { labels: PACKML_STATES, isKnownById: false }],
]);

/** The states of a machine of these models; undefined where no model defines them. */
export function stateMeaning(models: readonly ModelName[]): StateMeaning | undefined {
  for (const model of models) if (STATES.has(model)) return STATES.get(model);
  return undefined;
}

interface RoleRule {
  readonly uri: string;
  readonly name: string;
  readonly role: TagRole | ((steps: readonly FoundNode[], unit: string | undefined) => TagRole | undefined);
}

const MACHINE_TOOL = "http://opcfoundation.org/UA/MachineTool/";
const ROBOTICS = "http://opcfoundation.org/UA/Robotics/";
const CNC = "http://opcfoundation.org/UA/CNC";

const ROLES: readonly RoleRule[] = [
  { uri: ROBOTICS, name: "OperationalMode", role: "operational-mode" },
  { uri: ROBOTICS, name: "EmergencyStop", role: "emergency-stop" },
  { uri: ROBOTICS, name: "ProtectiveStop", role: "protective-stop" },
  { uri: ROBOTICS, name: "TaskProgramName", role: "program" },
  { uri: ROBOTICS, name: "ActualPosition", role: jointOf },
  { uri: CNC, name: "ActSpeed", role: "spindle-speed" },
  { uri: CNC, name: "ActMainProgramName", role: "program" },
  { uri: CNC, name: "ActPos", role: axisOf },
  { uri: MACHINE_TOOL, name: "PartsProducedInLifetime", role: "parts-produced" },
  {
    uri: MACHINE_TOOL,
    name: "Name",
    role: (steps) => (steps.at(-2)?.name === "ActiveProgram" ? "program" : undefined),
  },
];

/** The role of a variable by its name in the model. The caller gives each role once per asset. */
export function roleOf(
  steps: readonly FoundNode[],
  unit: string | undefined,
  namespaces: readonly string[],
): TagRole | undefined {
  const last = steps.at(-1);
  if (last === undefined) return undefined;
  const uri = uriOf(last, namespaces).replace(/\/$/, "");
  const rule = ROLES.find((one) => one.name === last.name && one.uri.replace(/\/$/, "") === uri);
  return typeof rule?.role === "function" ? rule.role(steps, unit) : rule?.role;
}

/** Joints are numbered in the order in which the arm lists its axes. */
function jointOf(steps: readonly FoundNode[], unit: string | undefined): TagRole | undefined {
  const at = steps.findIndex(({ name }) => name === "Axes");
  const number = (steps[at]?.children.indexOf(steps[at + 1] as FoundNode) ?? -1) + 1;
  return at >= 0 && unit === "deg" && number >= 1 && number <= 6 ? (`joint-${number}` as TagRole) : undefined;
}

/** `…/CncAxisList/<axis>/PosDirect/ActPos`: the axis by the last letter of its name. */
function axisOf(steps: readonly FoundNode[]): TagRole | undefined {
  const at = steps.findIndex(({ name }) => name === "CncAxisList");
  const letter = /(?:^|[^A-Za-z])([xyz])\d*$/i.exec(steps[at + 1]?.name ?? "")?.[1]?.toLowerCase();
  return at >= 0 && steps[at + 2]?.name === "PosDirect" && letter !== undefined
    ? (`axis-${letter}` as TagRole)
    : undefined;
}

/** Units that a specification fixes without a place for them on the server (OPC 40010-1, 7.3 and 7.9). */
const UNITS: ReadonlyMap<string, string> = new Map([
  ["SpeedOverride", "%"],
  ["EffectiveLoadRate", "%"],
]);

export function modelUnit(
  node: FoundNode,
  namespaces: readonly string[],
): { readonly ucum: string; readonly symbol: string } | undefined {
  const ucum = uriOf(node, namespaces) === ROBOTICS ? UNITS.get(node.name) : undefined;
  return ucum === undefined ? undefined : { ucum, symbol: ucum };
}
