import type { Texts } from "../texts.ts";

/** Demand, load curve and idle energy. */
export const loadTexts = {
  "load.title": { en: "Demand", zh: "需量" },
  "load.window": { en: "Running window {from} to {to}", zh: "当前窗口 {from} 至 {to}" },
  "load.so-far": { en: "So far ({minutes} min)", zh: "已过 {minutes} 分钟" },
  "load.forecast": { en: "Forecast of the window (90 %)", zh: "整个窗口的预测（90%）" },
  "load.range": { en: "{kW} kW ({low} to {high})", zh: "{kW} kW（{low} 至 {high}）" },
  "load.limit": { en: "Agreed demand", zh: "约定需量" },
  "load.peak": { en: "Peak of the month", zh: "当月最大需量" },
  "load.error": { en: "Error of the last day's forecasts", zh: "近一日预测误差" },
  "load.can-wait": { en: "Can wait: {list}", zh: "可推迟：{list}" },
  "load.unknown": { en: "not known", zh: "未知" },
  "load.curve": {
    en: "Mean power by quarter of an hour, last 24 h; highest {kW} kW",
    zh: "近 24 小时每刻钟平均功率，最高 {kW} kW",
  },
  "load.no-curve": {
    en: "The load curve begins with the first full quarter of an hour.",
    zh: "负荷曲线自首个完整的 15 分钟起显示。",
  },
  "load.band": { en: "Band", zh: "时段" },
  "load.price": { en: "{currency}/kWh", zh: "{currency}/kWh" },
  "load.amount": { en: "kWh", zh: "kWh" },
  "load.cost": { en: "Cost, {currency}", zh: "费用，{currency}" },
  "load.idle": { en: "Power without work, last 24 h", zh: "近 24 小时空转耗电" },
  "load.no-idle": { en: "No machine stood with its power on for long.", zh: "没有设备长时间空转。" },
  "load.more": { en: "{count} more {count|machine is|machines are} not listed.", zh: "另有 {count} 台设备未列出。" },
  "load.machine": { en: "Machine", zh: "设备" },
  "load.hours": { en: "Hours", zh: "小时" },
  "load.power": { en: "kW", zh: "kW" },
} as const satisfies Texts;
