import type { Texts } from "../texts.ts";

export const qualityTexts = {
  "quality.title": { en: "Good and scrapped", zh: "合格与报废" },
  "quality.station": { en: "Station", zh: "工位" },
  "quality.made": { en: "Made", zh: "产出" },
  "quality.scrap": { en: "Scrap", zh: "报废" },
  "quality.yield": { en: "Yield", zh: "合格率" },
  "quality.since": {
    en: "Counters of the stations themselves, since each began to count.",
    zh: "各工位控制器自身的计数，自其开始计数起。",
  },
} as const satisfies Texts;
