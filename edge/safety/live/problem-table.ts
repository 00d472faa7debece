import { type ConfigTextTable, configTexts } from "../../contracts/plant/config-text.ts";

/** Problems of `safety.people`. */
export const LIVE_RISK = {
  "facts-missing": {
    en: "the function {name} on people has no {missing}",
    zh: "人员功能 {name} 缺少 {missing}",
    remedy: {
      en: "state all four facts (purpose, legalBasis, retention, assessedOn), or remove the function",
      zh: "请写明全部四项（purpose 目的、legalBasis 法律依据、retention 保存期限、assessedOn 影响评估日期），或删除该功能",
    },
  },
  "no-such-date": {
    en: "there is no day {date}",
    zh: "日期 {date} 不存在",
    remedy: { en: "write the date of the impact assessment as YYYY-MM-DD", zh: "请按 YYYY-MM-DD 写影响评估的日期" },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(LIVE_RISK);
