import type { Texts } from "../texts.ts";

/** Reasons of scrap and rework in the quality room. */
export const entryTexts = {
  "entries.title": { en: "Reasons of scrap and rework", zh: "报废与返修原因" },
  "entries.note": {
    en: "Entered by people at the stations, last {days} days. Loss: pieces at the ideal cycle of their station.",
    zh: "由人员在工位录入，最近 {days} 天。损失：件数乘以该工位的理想节拍。",
  },
  "entries.none": { en: "Nobody entered a reason in this time.", zh: "此期间没有人录入原因。" },
  "entries.reason": { en: "Reason", zh: "原因" },
  "entries.station": { en: "Station", zh: "工位" },
  "entries.scrap": { en: "Scrap", zh: "报废" },
  "entries.rework": { en: "Rework", zh: "返修" },
  "entries.pieces": { en: "Pieces", zh: "件数" },
  "entries.share": { en: "Up to here", zh: "累计" },
  "entries.lost": { en: "Loss", zh: "损失" },
  "entries.unexplained": {
    en: "Without a reason: {list} of what the stations reported.",
    zh: "工位上报而没有原因的：{list}。",
  },
  "entries.unexplained-one": {
    en: "{station} {kind} {count} of {all}",
    zh: "{station} {kind} {all} 件中的 {count} 件",
  },
  "entries.more": { en: "{count} more {count|row is|rows are} not listed.", zh: "另有 {count} 行未列出。" },
  "entries.rest": { en: "and {count} more", zh: "另有 {count} 项" },
} as const satisfies Texts;
