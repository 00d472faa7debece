import type { ProposedTag } from "../../../contracts/path/proposed-config.ts";
import type { MajorVersion } from "../vda5050/config.ts";

type Enumeration = readonly (readonly [word: string, zh: string, en: string])[];

const MODES: Enumeration = [
  ["AUTOMATIC", "自动", "Automatic"],
  ["SEMIAUTOMATIC", "半自动", "Semi-automatic"],
  ["MANUAL", "手动", "Manual"],
  ["SERVICE", "维护", "Service"],
];
const MODES_2: Enumeration = [...MODES, ["TEACHIN", "示教", "Teach-in"]];
const MODES_3: Enumeration = [
  ...MODES,
  ["TEACH_IN", "示教", "Teach-in"],
  ["STARTUP", "启动", "Start-up"],
  ["INTERVENED", "人工干预", "Intervened"],
];
const STOPS_2: Enumeration = [
  ["NONE", "无", "None"],
  ["AUTOACK", "自动复位", "Acknowledges itself"],
  ["MANUAL", "现场复位", "Acknowledge at the vehicle"],
  ["REMOTE", "远程复位", "Acknowledge remotely"],
];
const STOPS_3: Enumeration = STOPS_2.filter(([word]) => word !== "AUTOACK");
const CONNECTIONS_2: Enumeration = [
  ["OFFLINE", "离线", "Offline"],
  ["ONLINE", "在线", "Online"],
  ["CONNECTIONBROKEN", "连接中断", "Connection broken"],
];
const CONNECTIONS_3: Enumeration = [
  ["OFFLINE", "离线", "Offline"],
  ["ONLINE", "在线", "Online"],
  ["CONNECTION_BROKEN", "连接中断", "Connection broken"],
  ["HIBERNATING", "休眠", "Hibernating"],
];

/** Differences between the versions: names of members and words of enumerations. */
const VERSIONS = {
  2: {
    charge: "/batteryState/batteryCharge",
    charging: "/batteryState/charging",
    stop: "/safetyState/eStop",
    modes: MODES_2,
    stops: STOPS_2,
    connections: CONNECTIONS_2,
  },
  3: {
    charge: "/powerSupply/stateOfCharge",
    charging: "/powerSupply/charging",
    stop: "/safetyState/activeEmergencyStop",
    modes: MODES_3,
    stops: STOPS_3,
    connections: CONNECTIONS_3,
  },
} as const;

/**
 * Tags that every vehicle of a version has. Pose and velocity come from the visualization where there is one, which
 * is sent more often.
 */
export function vehicleTags(
  version: MajorVersion,
  { hasVisualization }: { hasVisualization: boolean },
): readonly ProposedTag[] {
  const words = VERSIONS[version];
  const motion = hasVisualization ? "visualization" : "state";
  return [
    ...poseTags(motion),
    ...driveTags(motion),
    ...batteryTags(words),
    ...loadTags(),
    ...safetyTags(words),
    ...modeTags(words),
    ...orderTags(),
    ...faultTags(),
  ];
}

type Words = (typeof VERSIONS)[MajorVersion];

const state = (pointer: string, more: object = {}) => ({ topic: "state", pointer, ...more });

function poseTags(topic: string): readonly ProposedTag[] {
  return [
    {
      component: "pose",
      signal: "x",
      name: { zh: "位置 X", en: "Position X" },
      type: "number",
      unit: "m",
      role: "agv-x",
      binding: { topic, pointer: "pose:x" },
    },
    {
      component: "pose",
      signal: "y",
      name: { zh: "位置 Y", en: "Position Y" },
      type: "number",
      unit: "m",
      role: "agv-y",
      binding: { topic, pointer: "pose:y" },
    },
    {
      component: "pose",
      signal: "theta",
      name: { zh: "航向角", en: "Heading" },
      type: "number",
      unit: "rad",
      role: "agv-theta",
      binding: { topic, pointer: "pose:theta" },
    },
  ];
}

function driveTags(topic: string): readonly ProposedTag[] {
  return [
    {
      component: "drive",
      signal: "speed",
      name: { zh: "行驶速度", en: "Speed" },
      type: "number",
      unit: "m/s",
      binding: { topic, pointer: "/velocity/vx" },
    },
    {
      component: "drive",
      signal: "turn-rate",
      name: { zh: "转向角速度", en: "Turn rate" },
      type: "number",
      unit: "rad/s",
      binding: { topic, pointer: "/velocity/omega" },
    },
    {
      component: "drive",
      signal: "driving",
      name: { zh: "行驶中", en: "Driving" },
      type: "boolean",
      binding: state("/driving"),
    },
    {
      component: "drive",
      signal: "paused",
      name: { zh: "已暂停", en: "Paused" },
      type: "boolean",
      binding: state("/paused"),
    },
  ];
}

function batteryTags({ charge, charging }: Words): readonly ProposedTag[] {
  return [
    {
      component: "battery",
      signal: "charge",
      name: { zh: "电池电量", en: "Battery charge" },
      type: "number",
      unit: "%",
      range: [0, 100],
      role: "agv-battery",
      binding: state(charge),
    },
    {
      component: "battery",
      signal: "charging",
      name: { zh: "充电中", en: "Charging" },
      type: "boolean",
      binding: state(charging),
    },
  ];
}

function loadTags(): readonly ProposedTag[] {
  return [
    {
      component: "load",
      signal: "id",
      name: { zh: "载货编号", en: "Load carried" },
      type: "text",
      role: "agv-load",
      binding: state("/loads/0/loadId", { absent: "" }),
    },
    {
      component: "load",
      signal: "weight",
      name: { zh: "载货重量", en: "Load weight" },
      type: "number",
      unit: "kg",
      binding: state("/loads/0/weight", { absent: 0 }),
    },
  ];
}

function safetyTags({ stops, stop }: Words): readonly ProposedTag[] {
  return [
    {
      component: "safety",
      signal: "emergency-stop-type",
      name: { zh: "急停状态", en: "Emergency stop" },
      role: "emergency-stop",
      ...enumerated(stops, state(stop)),
    },
    {
      component: "safety",
      signal: "field-violation",
      name: { zh: "防护区侵入", en: "Protective field violated" },
      type: "boolean",
      role: "field-violation",
      binding: state("/safetyState/fieldViolation"),
    },
  ];
}

function modeTags({ modes, connections }: Words): readonly ProposedTag[] {
  return [
    {
      signal: "operating-mode",
      name: { zh: "运行模式", en: "Operating mode" },
      role: "agv-operating-mode",
      ...enumerated(modes, state("/operatingMode")),
    },
    {
      signal: "connection",
      name: { zh: "连接状态", en: "Connection" },
      ...enumerated(connections, { topic: "connection", pointer: "/connectionState" }),
    },
  ];
}

function orderTags(): readonly ProposedTag[] {
  return [
    { component: "order", signal: "id", name: { zh: "订单号", en: "Order" }, type: "text", binding: state("/orderId") },
    {
      component: "order",
      signal: "progress",
      name: { zh: "订单进度", en: "Order progress" },
      type: "number",
      unit: "1",
      range: [0, 1],
      binding: state("progress:"),
    },
    {
      component: "order",
      signal: "last-node",
      name: { zh: "上一站点", en: "Last node" },
      type: "text",
      binding: state("/lastNodeId"),
    },
    {
      component: "order",
      signal: "route",
      name: { zh: "剩余路线", en: "Route left" },
      type: "text",
      role: "agv-node-states",
      binding: state("route:"),
    },
  ];
}

function faultTags(): readonly ProposedTag[] {
  return [
    {
      component: "fault",
      signal: "count",
      name: { zh: "故障数", en: "Errors" },
      type: "number",
      unit: "1",
      binding: state("count:/errors"),
    },
    {
      component: "fault",
      signal: "first",
      name: { zh: "首个故障", en: "First error" },
      type: "text",
      binding: state("/errors/0/errorType", { absent: "" }),
    },
  ];
}

function enumerated(words: Enumeration, binding: object): Pick<ProposedTag, "type" | "labels" | "binding"> {
  return {
    type: "enum",
    labels: words.map(([, zh, en], value) => ({ value, zh, en })),
    binding: { ...binding, map: Object.fromEntries(words.map(([word], value) => [word, value])) },
  };
}
