/** For each key figure the standard or method that defines it, the data that it comes from, and the guide about it. */
import type { LocalizedText } from "../plant/tag.ts";
import type { DefinitionKey } from "./definitions.ts";

export interface FigureOrigin {
  /** Absent where the product defines the figure itself. */
  readonly standard?: string;
  readonly from: LocalizedText;
  /** Name of a guide in `docs/`, and the heading there in each language. */
  readonly guide: string;
  readonly heading: LocalizedText;
}

const ISO_22400 = "ISO 22400-2";

const STATES = {
  from: {
    en: "States of the machines and the shift calendar of the config.",
    zh: "设备状态，以及配置中的班次日历。",
  },
  guide: "production",
  heading: { en: "states-to-time-elements", zh: "从状态到时间要素" },
} as const;
const FIGURES = {
  from: {
    en: "States of the machines, events of pieces or part counters, and ideal cycles of the config.",
    zh: "设备状态、工件事件或计数器，以及配置中的理想节拍。",
  },
  guide: "production",
  heading: { en: "figures", zh: "指标" },
} as const;
const PIECES = {
  from: { en: "Events of pieces; without events, counters of the machines.", zh: "工件事件；没有事件时为设备计数器。" },
  guide: "production",
  heading: { en: "record-against-observation", zh: "记录与观测核对" },
} as const;
const METERS = {
  from: { en: "Counters and power of the meters in the config.", zh: "配置中各计量表的计数与功率。" },
  guide: "production",
  heading: { en: "energy", zh: "能源" },
} as const;
const ALARMS = {
  from: { en: "The edge's own record of alarms.", zh: "边缘端自身的报警记录。" },
  guide: "operators",
  heading: { en: "alarms", zh: "报警" },
} as const;
const ORDERS = {
  from: { en: "Order states (ISA-95) and events of pieces.", zh: "订单状态（ISA-95）与工件事件。" },
  guide: "production",
  heading: { en: "figures", zh: "指标" },
} as const;
const COMPONENTS = {
  from: {
    en: "Signals and waveforms of the component, compared with its own normal running.",
    zh: "部件的信号与波形，与其自身正常运行时比较。",
  },
  guide: "health",
  heading: { en: "the-maintenance-room", zh: "维护页面" },
} as const;
const VALUES = {
  from: { en: "The source of each value, as it arrives at the edge.", zh: "各数值的数据源，以到达边缘端时为准。" },
  guide: "operators",
  heading: { en: "old-or-live", zh: "旧值还是实时" },
} as const;
const COSTS = {
  from: {
    en: "Events of pieces, energy of pieces by their stations' meters, rates and tariffs of the config.",
    zh: "工件事件、按工位计量表分摊的工件能源，以及配置中的费率与价格。",
  },
  guide: "production",
  heading: { en: "figures", zh: "指标" },
} as const;

export const FIGURE_ORIGINS: Readonly<Record<DefinitionKey, FigureOrigin>> = {
  "oee-line": { standard: ISO_22400, ...FIGURES },
  oee: { standard: ISO_22400, ...FIGURES },
  availability: { standard: ISO_22400, ...FIGURES },
  effectiveness: { standard: ISO_22400, ...FIGURES },
  quality: { standard: ISO_22400, ...FIGURES },
  "first-pass": { standard: ISO_22400, ...FIGURES },
  busy: { standard: ISO_22400, ...STATES },
  good: PIECES,
  scrap: { standard: ISO_22400, ...PIECES },
  throughput: { standard: ISO_22400, ...FIGURES },
  failures: { standard: ISO_22400, ...STATES },
  mtbf: { standard: "IEC 60050-192", ...FIGURES },
  mttr: { standard: "IEC 60050-192", ...FIGURES },
  losses: { standard: "ISO 22400-2, Nakajima 1988", ...FIGURES },
  stops: STATES,
  states: { standard: ISO_22400, ...STATES },
  amount: { standard: "GUM (JCGM 100)", ...METERS },
  reconciled: { standard: "GUM (JCGM 100)", ...METERS },
  unaccounted: METERS,
  residual: { standard: "GUM (JCGM 100)", ...METERS },
  "per-piece": METERS,
  alarms: { standard: "ISA-18.2", ...ALARMS },
  "alarm-rate": { standard: "EEMUA 191", ...ALARMS },
  "alarm-peak": { standard: "EEMUA 191", ...ALARMS },
  flood: { standard: "EEMUA 191", ...ALARMS },
  standing: { standard: "ISA-18.2", ...ALARMS },
  chattering: { standard: "ISA-18.2", ...ALARMS },
  fleeting: { standard: "ISA-18.2", ...ALARMS },
  "on-time": ORDERS,
  "lead-time": ORDERS,
  progress: ORDERS,
  output: PIECES,
  cycle: PIECES,
  power: METERS,
  wip: PIECES,
  "alarms-now": { standard: "ISA-18.2, EEMUA 191", ...ALARMS },
  "people-in-zones": {
    from: { en: "Presence sensors of the robot zones.", zh: "机器人区域的存在传感器。" },
    guide: "detectors",
    heading: { en: "safety", zh: "安全" },
  },
  health: COMPONENTS,
  "remaining-life": COMPONENTS,
  age: VALUES,
  "data-quality": { standard: "OPC 10000-4", ...VALUES },
  live: VALUES,
  bottleneck: { standard: "Roser, Nakano, Tanaka 2002", ...FIGURES },
  dwell: PIECES,
  repairs: {
    standard: "ISO 14224",
    from: { en: "Finished work items.", zh: "已完成的工作项。" },
    guide: "maintenance",
    heading: { en: "figures", zh: "指标" },
  },
  "quality-cost": COSTS,
  "energy-cost": COSTS,
  "co2-piece": COSTS,
  "scrap-share": { standard: ISO_22400, ...PIECES },
  "output-value": COSTS,
  "energy-piece": { standard: "ISO 50006", ...COSTS },
  "energy-value": { standard: "ISO 50006", ...COSTS },
  capability: {
    standard: "ISO 22514-2",
    from: { en: "Measurements of the inspection plans.", zh: "检验计划的测量值。" },
    guide: "production",
    heading: { en: "figures", zh: "指标" },
  },
};
