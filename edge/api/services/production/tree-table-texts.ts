import type { Texts } from "../../../contracts/words/texts.ts";

/** Headings of the table of the media tree beside the words that it shares with the screen. */
export const treeTableTexts = {
  "table.name": { en: "Name", zh: "名称" },
  "table.measured-amount": { en: "Measured", zh: "计量值" },
  "table.reconciled-amount": { en: "Reconciled", zh: "协调值" },
  "table.suspect-change": { en: "Suspect: change of its error, %", zh: "可疑：误差变化（%）" },
  "table.kind": { en: "Kind", zh: "类型" },
  "table.above": { en: "Below", zh: "上级" },
  "table.level": { en: "Level", zh: "层级" },
  "table.unit": { en: "Unit", zh: "单位" },
  "table.from": { en: "From", zh: "起" },
  "table.to": { en: "To", zh: "止" },
  "table.offset": { en: "Offset", zh: "时区偏移" },
  "table.residual-amount": { en: "Residual", zh: "残差" },
  "table.twice": { en: "Measured: 2 u", zh: "计量值：2 u" },
  "table.reconciled-twice": { en: "Reconciled: 2 u", zh: "协调值：2 u" },
  "table.u-combined": { en: "u_c", zh: "u_c" },
  "table.used": { en: "Measured, % of the time", zh: "计量时间占比（%）" },
  "table.known": { en: "Known, % of the time", zh: "已知时间占比（%）" },
  "table.left-out": { en: "Left out, % of the time", zh: "剔除时间占比（%）" },
} as const satisfies Texts;
