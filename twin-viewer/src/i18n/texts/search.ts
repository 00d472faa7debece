import type { Texts } from "../texts.ts";

export const searchTexts = {
  "search.open": { en: "Search assets, tags …", zh: "搜索资产、标签……" },
  "search.placeholder": { en: "Label, name, tag or place", zh: "编号、名称、标签或位置" },
  "search.none": { en: "Nothing found", zh: "没有找到" },
  "search.label": { en: "Search", zh: "搜索" },
} as const satisfies Texts;
