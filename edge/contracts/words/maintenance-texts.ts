import type { Texts } from "./texts.ts";

/** Key figures of maintenance. */
export const figuresTexts = {
  "figures.title": { en: "MTBF and MTTR", zh: "MTBF 与 MTTR" },
  "figures.range": { en: "Time", zh: "时间范围" },
  "figures.days": { en: "last {days} days", zh: "最近 {days} 天" },
  "figures.none": { en: "No work was finished in this time.", zh: "该时间内没有完成的工作。" },
  "figures.asset": { en: "Asset", zh: "资产" },
  "figures.plant": { en: "Plant", zh: "全厂" },
  "figures.failures": { en: "Failures", zh: "故障次数" },
  "figures.mtbf": { en: "MTBF, h", zh: "MTBF（小时）" },
  "figures.mttr": { en: "MTTR, h", zh: "MTTR（小时）" },
  "figures.operating": { en: "Operating time, h", zh: "运行时间（小时）" },
  "figures.calendar": { en: "calendar time", zh: "日历时间" },
  "figures.verdicts": { en: "Alerts right / wrong / not useful", zh: "报警：正确/错误/无用" },
  "figures.why": {
    en: "Failures: finished unplanned maintenance. MTBF: operating time per failure. MTTR: time in progress.",
    zh: "故障：已完成的非计划维修。MTBF：每次故障的运行时间。MTTR：处理中的时间。",
  },
  "figures.table": { en: "Table (CSV)", zh: "表格（CSV）" },
  "figures.table-of": { en: "Table (CSV): {name}", zh: "表格（CSV）：{name}" },
} as const satisfies Texts;
