import { type ConfigTextTable, configTexts } from "../contracts/plant/config-text.ts";

/** Problems of the `maintenance:` section. */
export const MAINTENANCE = {
  "maintenance-no-asset": {
    en: "no asset fits",
    zh: "没有符合的资产",
    remedy: { en: "correct types, kinds or labels", zh: "请修正类型、种类或 label" },
  },
  "maintenance-twice": {
    en: "{id} is there twice",
    zh: "{id} 出现两次",
    remedy: { en: "give it once", zh: "只写一次" },
  },
  "maintenance-period": {
    en: "{period} is no time",
    zh: "{period} 不是有效的周期",
    remedy: { en: "write a duration above zero, such as P6M or P2W", zh: "请写大于零的周期，如 P6M 或 P2W" },
  },
  "maintenance-replaces-nothing": {
    en: "a plan that replaces a component names none",
    zh: "更换部件的计划没有写明部件",
    remedy: { en: "add `component`, or leave `replaces` out", zh: "请添加 `component`，或去掉 `replaces`" },
  },
  "maintenance-part-unknown": {
    en: "there is no spare part {part}",
    zh: "没有备件 {part}",
    remedy: { en: "add it to `maintenance.spares`", zh: "请添加到 `maintenance.spares`" },
  },
  "maintenance-not-chosen": {
    en: "{asset} is not an asset of this plan",
    zh: "{asset} 不是此计划的资产",
    remedy: { en: "write the label of an asset that `of` names", zh: "请写 `of` 所指资产的 label" },
  },
  "maintenance-no-day": {
    en: "the calendar has no day {day}",
    zh: "日历中没有 {day} 这一天",
    remedy: { en: "write a day such as 2026-08-31", zh: "请写如 2026-08-31 的日期" },
  },
  "maintenance-when": {
    en: "a planned stop is either on one day or each week",
    zh: "计划停机只能是某一天或每周一次",
    remedy: { en: "give `on` or `weekday`", zh: "请写 `on` 或 `weekday` 之一" },
  },
  "maintenance-too-many": {
    en: "the plans apply to {count} assets together, and {most} is the most",
    zh: "各计划合计涉及 {count} 台资产，最多 {most} 台",
    remedy: { en: "choose fewer assets, or put plans together", zh: "请减少资产，或合并计划" },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(MAINTENANCE);
