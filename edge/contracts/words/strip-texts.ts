import type { Texts } from "./texts.ts";

export const kpiTexts = {
  "kpi.oee": { en: "OEE", zh: "OEE" },
  "kpi.output": { en: "Output", zh: "产量" },
  "kpi.cycle": { en: "Cycle", zh: "周期" },
  "kpi.power": { en: "Power", zh: "功率" },
  "kpi.wip": { en: "WIP", zh: "在制品" },
  "kpi.alarm-rate": { en: "Alarm rate", zh: "报警率" },
  "kpi.safety": { en: "Safety", zh: "安全" },
  "kpi.since": { en: "since {time}", zh: "自 {time}" },
  "kpi.since-shift": { en: "since {time}, {shift}", zh: "自 {time}（{shift}）" },
  "kpi.last-minutes": { en: "last {n} min", zh: "最近 {n} 分钟" },
  "kpi.missing": { en: "Not computed yet: {reason}", zh: "尚未计算：{reason}" },
  "kpi.unknown-reason": { en: "no figure has arrived", zh: "还没有收到该指标" },
  "kpi.label": { en: "Key figures", zh: "关键指标" },
  "kpi.target": { en: "target {value}", zh: "目标 {value}" },
  "kpi.past": { en: "no answer from the edge for that time", zh: "边缘端尚未答复该时刻的指标" },
  "kpi.no-parts": { en: "no part left the line in the shift until then", zh: "该班次此前无工件下线" },
  "kpi.no-pieces": { en: "no piece is on record for that time", zh: "该时刻没有工件记录" },
  "kpi.no-energy": {
    en: "the plant's meters counted nothing in the five minutes before",
    zh: "此前五分钟全厂表计无计数",
  },
} as const satisfies Texts;
