import type { Texts } from "./texts.ts";

/** Performance of the alarm system. */
export const alarmTexts = {
  "alarm-health.title": { en: "Alarm system, 8 h", zh: "报警系统，8 小时" },
  "alarm-health.rate": { en: "{count} in 10 min", zh: "10 分钟内 {count} 条" },
  "alarm-health.flood": { en: "FLOOD · {count} in 10 min", zh: "报警泛滥 · 10 分钟内 {count} 条" },
  "alarm-health.total": { en: "Alarms", zh: "报警总数" },
  "alarm-health.standing": { en: "Active over 24 h", zh: "持续超过 24 小时" },
  "alarm-health.mean": { en: "Mean per 10 min", zh: "每 10 分钟平均" },
  "alarm-health.most": { en: "Peak in 10 min", zh: "10 分钟峰值" },
  "alarm-health.fleeting": { en: "Fleeting", zh: "瞬时" },
  "alarm-health.chattering": { en: "Chattering", zh: "抖动" },
  "alarm-health.share": { en: "{percent} % (target {target} %)", zh: "{percent} %（目标 {target} %）" },
  "alarm-health.top": { en: "Most frequent", zh: "最频繁" },
  "alarm-health.bars": { en: "Alarms per 10 minutes, peak {most}", zh: "每 10 分钟报警数，峰值 {most}" },
} as const satisfies Texts;
