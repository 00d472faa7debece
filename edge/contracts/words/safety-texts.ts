import type { Texts } from "./texts.ts";

/** Words of the safety register, on screen and in its tables. */
export const safetyTexts = {
  "risk.red": { en: "red · major", zh: "红 · 重大风险" },
  "risk.orange": { en: "orange · high", zh: "橙 · 较大风险" },
  "risk.yellow": { en: "yellow · medium", zh: "黄 · 一般风险" },
  "risk.blue": { en: "blue · low", zh: "蓝 · 低风险" },
  "layer.engineering": { en: "Engineering controls", zh: "工程技术措施" },
  "layer.management": { en: "Management controls", zh: "管理措施" },
  "layer.training": { en: "Training", zh: "培训教育措施" },
  "layer.protection": { en: "Personal protection", zh: "个体防护措施" },
  "layer.emergency": { en: "Emergency measures", zh: "应急处置措施" },
  "level.company": { en: "company", zh: "公司级" },
  "level.workshop": { en: "workshop", zh: "车间级" },
  "level.team": { en: "team", zh: "班组级" },
  "level.post": { en: "post", zh: "岗位级" },
  "danger.general": { en: "general", zh: "一般隐患" },
  "danger.major": { en: "major", zh: "重大隐患" },
  "danger.by-person": { en: "a person", zh: "人员上报" },
  "danger.by-inspection": { en: "an inspection", zh: "检查发现" },
  "danger.by-system": { en: "the system", zh: "系统发现" },
  "danger.by-response": { en: "a response or drill", zh: "应急处置或演练发现" },
  "danger.rejected": { en: "rejected", zh: "已驳回" },
} as const satisfies Texts;
