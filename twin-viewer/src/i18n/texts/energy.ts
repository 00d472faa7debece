import type { Texts } from "../texts.ts";

export const energyTexts = {
  "energy.title": { en: "Power now", zh: "当前功率" },
  "energy.rest": { en: "Not metered apart", zh: "未单独计量" },
  "energy.none": { en: "No electricity meter has reported power yet.", zh: "还没有电表上报功率。" },
  "energy.table": { en: "Electricity meters", zh: "电表" },
  "energy.flow": { en: "Power by area: {list}", zh: "各区域功率：{list}" },
  "energy.stale": { en: "Silent meters: {count}", zh: "{count} 块电表无应答" },
  "energy.other": { en: "Other media", zh: "其他介质" },
} as const satisfies Texts;
