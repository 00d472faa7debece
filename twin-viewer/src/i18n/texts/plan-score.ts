import type { Texts } from "../texts.ts";

/** A schedule against what happened. */
export const planScoreTexts = {
  "scored.title": { en: "Plan against what happened", zh: "计划与实际" },
  "scored.not-yet": {
    en: "Nothing is judged in the first hour of a schedule.",
    zh: "排产开始后的第一个小时内不作评价。",
  },
  "scored.up-to": { en: "judged up to {time}; goes on", zh: "已评价至 {time}，仍将继续" },
  "scored.final": { en: "judged up to {time}, for the last time", zh: "已评价至 {time}，为最终结果" },
  "scored.on-time": { en: "Orders on time", zh: "按期订单" },
  "scored.on-time-of": {
    en: "{actual} of {judged} (planned {planned})",
    zh: "{judged} 个中 {actual} 个（计划 {planned} 个）",
  },
  "scored.on-machine": { en: "Pieces made on the planned machine", zh: "在计划设备上加工的工件" },
  "scored.none-yet": { en: "none known yet", zh: "尚无" },
  "scored.errors": { en: "Errors of the plan", zh: "计划偏差" },
  "scored.of": { en: "What was planned", zh: "计划内容" },
  "scored.judged": { en: "judged", zh: "已评价" },
  "scored.open": { en: "not happened yet", zh: "尚未发生" },
  "scored.error": { en: "median, min (+ later)", zh: "中位偏差，分钟（+ 为晚）" },
  "scored.spread": { en: "median without sign, min", zh: "绝对偏差中位数，分钟" },
  "scored.starts": { en: "starts of operations", zh: "工序开始" },
  "scored.ends": { en: "ends of orders up to {hours} h ahead", zh: "{hours} 小时以内的订单完成" },
  "scored.ends-beyond": { en: "ends of orders further ahead", zh: "更远的订单完成" },
  "scored.orders": { en: "Orders, the furthest from the plan first", zh: "订单，偏差大者在前" },
  "scored.planned-end": { en: "planned end", zh: "计划完成" },
  "scored.actual-end": { en: "actual end", zh: "实际完成" },
  "scored.not-ended": { en: "not ended by then", zh: "届时未完成" },
  "scored.difference": { en: "difference, min", zh: "偏差，分钟" },
  "scored.a-source": { en: "a source", zh: "某数据源" },
  "scored.unknown-gap": {
    en: "It is unknown what happened: reports of {source} were lost in that time.",
    zh: "实际情况未知：该时段内 {source} 的报告有丢失。",
  },
  "scored.unknown-forgotten": {
    en: "It is unknown what happened: the record does not reach back that far.",
    zh: "实际情况未知：记录已不包含该时段。",
  },
  "scored.unknown-silent": {
    en: "It is unknown what happened: the reports of that time were still not complete after seven days.",
    zh: "实际情况未知：七天后该时段的报告仍不完整。",
  },
  "scored.unknown-foreign": {
    en: "It is unknown what happened: the record of the plant has no order of this schedule.",
    zh: "实际情况未知：工厂记录中没有本排产的订单。",
  },
  "scored.row": {
    en: "on time {actual} of {judged}, planned {planned}",
    zh: "按期 {actual}/{judged}，计划 {planned}",
  },
} as const satisfies Texts;
