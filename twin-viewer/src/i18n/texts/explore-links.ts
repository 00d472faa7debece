import type { Texts } from "../texts.ts";

/** Words of Explore that other screens show. */
export const exploreLinkTexts = {
  "explore.open": { en: "Open in Explore", zh: "在趋势分析中打开" },
  "explore.open-name": { en: "Open {name} in Explore", zh: "在趋势分析中打开 {name}" },
  "explore.choose": { en: "Curves of {name}", zh: "{name} 的曲线" },
  "explore.choose-name": { en: "Curves of {name} in Explore", zh: "在趋势分析中查看 {name} 的曲线" },
  "explore.choose-all": { en: "All {count} tags", zh: "全部 {count} 个标签" },
  "explore.choose-none": { en: "Nothing of this asset can be drawn as a curve.", zh: "该资产没有可绘制成曲线的标签。" },
  "explore.roll-ups": { en: "← roll-ups only", zh: "← 仅有汇总数据" },
  "explore.gone": { en: "deleted calculated tag", zh: "已删除的计算标签" },
} as const satisfies Texts;
