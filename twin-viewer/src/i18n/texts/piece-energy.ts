import type { Texts } from "../texts.ts";

/** Energy of pieces and process steps. */
export const pieceEnergyTexts = {
  "piece-energy.title": { en: "Energy per piece", zh: "单件能耗" },
  "piece-energy.note": {
    en: "Of pieces finished in this shift; shares of the meters' own counts. They come some minutes late.",
    zh: "本班完成的工件；按电表计量分摊，滞后数分钟。",
  },
  "piece-energy.none": { en: "No piece is accounted for yet.", zh: "尚无已结算的工件。" },
  "piece-energy.step": { en: "Step", zh: "工序" },
  "piece-energy.unnamed": { en: "not reported", zh: "未上报" },
  "piece-energy.variant": { en: "Variant", zh: "型号" },
  "piece-energy.mean": { en: "kWh per piece", zh: "kWh/件" },
  "piece-energy.pieces": { en: "Pieces", zh: "件数" },
  "piece-energy.cut": {
    en: "More kinds of steps than can be listed at once: a part of them is missing here.",
    zh: "工序种类过多，此处缺少其中一部分。",
  },
  "piece-energy.more": {
    en: "{count} more {count|is|are} not listed.",
    zh: "另有 {count} 项未列出。",
  },
  "piece-energy.stations": { en: "Where it went", zh: "电能去向" },
  "piece-energy.station": { en: "Station", zh: "工位" },
  "piece-energy.metered": { en: "Metered, kWh", zh: "计量，kWh" },
  "piece-energy.idle": { en: "Idle", zh: "空闲" },
  "piece-energy.set-up": { en: "Set-up", zh: "换型调整" },
  "piece-energy.unmetered": { en: "Unread", zh: "无读数" },
  "piece-energy.of-piece": { en: "Energy", zh: "能耗" },
  "piece-energy.sum": { en: "{kWh} kWh, {kgce} kgce", zh: "{kWh} kWh，{kgce} kgce" },
  "piece-energy.provisional": { en: "provisional", zh: "暂定" },
} as const satisfies Texts;
