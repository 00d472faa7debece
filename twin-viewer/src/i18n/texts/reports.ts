import type { Texts } from "../texts.ts";

export const reportTexts = {
  "reports.kind": { en: "Report", zh: "报告类型" },
  "reports.kind-shift": { en: "Shift", zh: "班次" },
  "reports.kind-day": { en: "Day", zh: "日报" },
  "reports.kind-order": { en: "Order", zh: "订单" },
  "reports.kind-machine": { en: "Machine", zh: "设备" },
  "reports.kind-energy": { en: "Energy, month", zh: "能源（月）" },
  "reports.kind-alarms": { en: "Alarms, month", zh: "报警（月）" },
  "reports.kind-brief": { en: "Shift brief", zh: "班前简报" },
  "reports.kind-changes": { en: "Since my last shift", zh: "上次当班以来" },
  "reports.about-shift": {
    en: "Lines, machines, stops, alarms, orders and energy of one shift.",
    zh: "一个班次的产线、设备、停机、报警、订单与能源。",
  },
  "reports.about-day": { en: "The same for a day, with its shifts.", zh: "一天的相同内容，并按班次列出。" },
  "reports.about-order": {
    en: "Progress and times of an order, and its figures at each machine.",
    zh: "订单进度与时间，以及各设备上的指标。",
  },
  "reports.about-machine": {
    en: "OEE with losses, states, stops, alarms and energy of one machine.",
    zh: "单台设备的 OEE 与损失、状态、停机、报警与能源。",
  },
  "reports.about-energy": { en: "Every meter, and electricity by day.", zh: "所有计量表，以及每日用电。" },
  "reports.about-alarms": {
    en: "How the alarm system did: rate, floods, most frequent and standing alarms.",
    zh: "报警系统表现：频率、泛滥、最频繁与长期存在的报警。",
  },
  "reports.about-brief": {
    en: "What to look at now and why, most urgent first: alarms, stops, wear, late orders, what went worse.",
    zh: "现在应查看什么及其依据，最紧急在前：报警、停机、磨损、延期订单、变差的情况。",
  },
  "reports.about-changes": {
    en: "What happened since the last shift of this crew: alarms, stops, orders, work.",
    zh: "本班组上次当班以来发生的报警、停机、订单与工作。",
  },
  "reports.period": { en: "Period", zh: "时段" },
  "reports.running": { en: "{name} (not over)", zh: "{name}（未结束）" },
  "reports.machine": { en: "Machine", zh: "设备" },
  "reports.area": { en: "Area", zh: "区域" },
  "reports.whole-plant": { en: "Whole plant", zh: "全厂" },
  "reports.order": { en: "Order", zh: "订单" },
  "reports.no-orders": { en: "No order is known yet.", zh: "尚无已知订单。" },
  "reports.pdf": { en: "Download PDF", zh: "下载 PDF" },
  "reports.html": { en: "Download HTML", zh: "下载 HTML" },
  "reports.xlsx": { en: "Download XLSX", zh: "下载 XLSX" },
  "reports.preview": { en: "Preview of the report", zh: "报告预览" },
  "reports.asking": { en: "Making the report …", zh: "正在生成报告……" },
  "reports.made": { en: "Made by schedule", zh: "按计划生成" },
  "reports.choose": { en: "Choose what the report is about.", zh: "请选择报告内容。" },
} as const satisfies Texts;
