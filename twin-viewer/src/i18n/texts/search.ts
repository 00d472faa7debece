import type { Texts } from "../texts.ts";

export const searchTexts = {
  "search.open": { en: "Search …", zh: "搜索……" },
  "search.placeholder": { en: "Label, name, tag, place, piece or command", zh: "编号、名称、标签、位置、工件或命令" },
  "search.none": { en: "Nothing found", zh: "没有找到" },
  "search.label": { en: "Search", zh: "搜索" },
  "search.kind-command": { en: "Command", zh: "命令" },
  "search.kind-asset": { en: "Asset", zh: "资产" },
  "search.kind-alert": { en: "Alert", zh: "报警" },
  "search.kind-piece": { en: "Piece", zh: "工件" },
  "search.kind-tag": { en: "Value", zh: "数值" },
} as const satisfies Texts;
