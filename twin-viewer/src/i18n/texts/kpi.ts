import type { Texts } from "../texts.ts";

export const kpiTexts = {
  "kpi.oee": { en: "OEE", zh: "OEE" },
  "kpi.output": { en: "Output", zh: "产量" },
  "kpi.cycle": { en: "Cycle", zh: "节拍" },
  "kpi.power": { en: "Power", zh: "功率" },
  "kpi.wip": { en: "Work in progress", zh: "在制品" },
  "kpi.alarm-rate": { en: "Alarm rate", zh: "报警率" },
  "kpi.safety": { en: "Safety", zh: "安全" },
  "kpi.since": { en: "since {time}", zh: "自 {time}" },
  "kpi.missing": { en: "Not computed yet: {reason}", zh: "尚未计算：{reason}" },
  "kpi.unknown-reason": { en: "no figure has arrived", zh: "还没有收到该指标" },
  "kpi.label": { en: "Key figures", zh: "关键指标" },
  "kpi.target": { en: "target {value}", zh: "目标 {value}" },
  "kpi.past": { en: "figures are of now only", zh: "指标仅限当前" },
} as const satisfies Texts;
