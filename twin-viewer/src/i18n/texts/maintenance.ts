import type { Texts } from "../texts.ts";

export const maintenanceTexts = {
  "maintenance.title": { en: "Predicted", zh: "预测" },
  "maintenance.none": { en: "No limit crossing is predicted", zh: "没有预测到越限" },
  "maintenance.interval": { en: "{at} [{from}–{to}]", zh: "{at} [{from}–{to}]" },
  "maintenance.about": { en: "about {at}", zh: "约 {at}" },
  "maintenance.due": { en: "due now, at the latest in {to}", zh: "已到期，最迟 {to}后" },
  "maintenance.overtaken": {
    en: "did not happen: was due {ago} ago at the latest",
    zh: "未应验：最迟应在 {ago}前发生",
  },
  "maintenance.reached": { en: "limit reached, as predicted", zh: "如预测，已达到限值" },
  "maintenance.confidence": { en: "{percent} % interval", zh: "{percent} % 区间" },
  "maintenance.anomalies": { en: "Anomalies", zh: "异常" },
  "maintenance.no-anomalies": { en: "No anomaly", zh: "没有异常" },
  "maintenance.tools": { en: "Tool life used", zh: "刀具寿命已用" },
} as const satisfies Texts;
