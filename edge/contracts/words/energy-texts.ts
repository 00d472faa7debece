import type { Texts } from "./texts.ts";

export const energyTexts = {
  "energy.title": { en: "Power now", zh: "当前功率" },
  "energy.rest": { en: "Not metered separately", zh: "未单独计量" },
  "energy.silent": {
    en: "No electricity meter reports: the present power is unknown.",
    zh: "没有电表在线，当前功率未知。",
  },
  "energy.none": { en: "No electricity meter has reported power yet.", zh: "还没有电表上报功率。" },
  "energy.table": { en: "Electricity meters", zh: "电表" },
  "energy.flow": { en: "Power by area: {list}", zh: "各区域功率：{list}" },
  "energy.stale": { en: "Silent meters: {count}", zh: "{count} 块电表无应答" },
  "energy.other": { en: "Other media", zh: "其他介质" },
  "energy.tree": { en: "Meter tree", zh: "计量树" },
  "energy.meter": { en: "Meter", zh: "计量表" },
  "energy.amount": { en: "Amount ± u", zh: "用量 ± u" },
  "energy.residual": { en: "Residual ± u_c", zh: "残差 ± u_c" },
  "energy.idle": { en: "Idle power", zh: "待机功率" },
  "energy.per-piece": { en: "Per good piece", zh: "每件合格品" },
  "energy.integrated": { en: "from power", zh: "由功率积分" },
  "energy.uncertain": { en: "counter decreased", zh: "计数回落" },
  "energy.interrupted": { en: "power readings missing for a time", zh: "功率数据一度中断" },
  "energy.left-uncertain": { en: "uncertain amounts: {count}", zh: "{count} 项用量不确定" },
  "energy.left-unknown": { en: "unknown amounts: {count}", zh: "{count} 项用量未知" },
  "energy.unknown": { en: "not known", zh: "未知" },
  "energy.beyond": { en: "beyond 2 u_c", zh: "超出 2 u_c" },
  "energy.key": {
    en: "Residual: not measured one level below. u: standard uncertainty by meter class, u_c: combined (GUM).",
    zh: "残差：下级计量表未能解释的部分。u：按表计等级的标准不确定度，u_c：合成（GUM）。",
  },
} as const satisfies Texts;
