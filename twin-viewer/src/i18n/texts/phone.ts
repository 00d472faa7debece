import type { Texts } from "../texts.ts";

export const phoneTexts = {
  "phone.unknown": {
    en: "No asset of this plant has this label. It may have been taken out, or the label is another plant's.",
    zh: "本工厂没有该标签对应的资产：可能已移除，或属于其他工厂。",
  },
  "phone.whole": { en: "Whole page", zh: "完整页面" },
  "phone.right": { en: "Correct", zh: "属实" },
  "phone.wrong": { en: "False alarm", zh: "误报" },
  "phone.not-useful": { en: "Not useful", zh: "无用" },
  "phone.rating-note": { en: "Rated on the phone page", zh: "在手机页面上评价" },
  "phone.verdict-kept": { en: "Noted as a verdict in its work item", zh: "已作为评价记入工作项" },
  "phone.rated": { en: "Noted, thank you", zh: "已记录，谢谢" },
  "phone.acknowledged": { en: "acknowledged by {by}", zh: "{by} 已确认" },
  "phone.alerts-unknown": { en: "Not known while the source is silent", zh: "数据源无数据，报警情况未知" },
  "phone.findings": { en: "Suspected faults", zh: "疑似故障" },
  "phone.prediction": { en: "Prediction, no alarm", zh: "预测，非报警" },
  "phone.likely": { en: "{percent} % likely", zh: "可能性 {percent} %" },
  "phone.or": { en: "or {list}", zh: "或 {list}" },
  "phone.separator": { en: ", ", zh: "、" },
  "phone.data": { en: "Age of the data", zh: "数据时效" },
  "phone.data-good": { en: "live, good", zh: "实时，质量良好" },
  "phone.shelve-now": { en: "Shelve now", zh: "立即搁置" },
  "phone.unshelved": { en: "back on the list", zh: "已取消搁置" },
  "phone.advisory": { en: "Advisory, no alarm", zh: "提示，非报警" },
  "phone.report": { en: "Report", zh: "上报" },
} as const satisfies Texts;
