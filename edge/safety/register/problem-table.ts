import { type ConfigTextTable, configTexts } from "../../contracts/plant/config-text.ts";

/** Problems of the `safety:` section. */
export const SAFETY = {
  "safety-twice": {
    en: "{id} is there twice",
    zh: "{id} 出现两次",
    remedy: { en: "give each its own id", zh: "请为每一项使用不同的 id" },
  },
  "safety-no-asset": {
    en: "there is no asset {asset}",
    zh: "没有资产 {asset}",
    remedy: { en: "write the label of an asset", zh: "请写资产的 label" },
  },
  "safety-no-zone": {
    en: "there is no zone {zone}",
    zh: "没有区域 {zone}",
    remedy: { en: "write the id of a zone of `zones`", zh: "请写 `zones` 中区域的 id" },
  },
  "safety-no-area": {
    en: "no asset and no place is at {area}",
    zh: "{area} 处没有资产或位置",
    remedy: {
      en: "write a path of `places`, or the beginning of an asset's path",
      zh: "请写 `places` 中的路径，或资产路径的前段",
    },
  },
  "safety-value": {
    en: "{value} is no value of the method {method}; it has {values}",
    zh: "{value} 不是方法 {method} 的取值，可取 {values}",
    remedy: { en: "take one of them, or change `safety.method`", zh: "请取其中之一，或修改 `safety.method`" },
  },
  "safety-exposure-missing": {
    en: "the method LEC needs the exposure",
    zh: "LEC 法需要暴露频率",
    remedy: { en: "add `exposure`", zh: "请添加 `exposure`" },
  },
  "safety-exposure-unused": {
    en: "the method {method} takes no exposure",
    zh: "方法 {method} 不使用暴露频率",
    remedy: { en: "leave `exposure` out, or take the method LEC", zh: "请去掉 `exposure`，或使用 LEC 法" },
  },
  "safety-bands": {
    en: "the bands do not fall from red to yellow",
    zh: "分级界限须由红到黄递减",
    remedy: {
      en: "write the lowest scores of red, orange and yellow, such as [20, 15, 9]",
      zh: "请依次写红、橙、黄的最低分值，如 [20, 15, 9]",
    },
  },
  "safety-matrix": {
    en: "the matrix does not have {rows} rows of {columns} levels",
    zh: "矩阵不是 {rows} 行 {columns} 列",
    remedy: {
      en: "give a row for each likelihood with a level for each severity",
      zh: "请为每个可能性写一行，每行为每个严重性写一个等级",
    },
  },
  "safety-no-rules": {
    en: "no rules say what is major",
    zh: "没有写明重大的判定依据",
    remedy: {
      en: "add `safety.rules` with pack, version and the criteria that the plant quotes",
      zh: "请添加 `safety.rules`，写明行业、依据的文件版本和判定条款",
    },
  },
  "safety-no-criterion": {
    en: "the rules have no criterion {id}",
    zh: "判定依据中没有条款 {id}",
    remedy: { en: "write the id of one of `safety.rules.major`", zh: "请写 `safety.rules.major` 中的 id" },
  },
  "safety-no-hazard": {
    en: "there is no hazard {id}",
    zh: "没有危险源 {id}",
    remedy: { en: "write the id of one of `safety.hazards`", zh: "请写 `safety.hazards` 中的 id" },
  },
  "safety-no-resource": {
    en: "there is no resource {id}",
    zh: "没有应急资源 {id}",
    remedy: { en: "write the id of one of `safety.resources`", zh: "请写 `safety.resources` 中的 id" },
  },
  "safety-no-role": {
    en: "the plan has no role {id}",
    zh: "该预案没有角色 {id}",
    remedy: { en: "add it to `roles` of the plan", zh: "请添加到该预案的 `roles`" },
  },
  "safety-no-items": {
    en: "the inspection has nothing to look at",
    zh: "该检查没有检查项",
    remedy: { en: "add `items`, or hazards that have measures", zh: "请添加 `items`，或写有管控措施的危险源" },
  },
  "safety-too-many-items": {
    en: "the inspection has {count} items with the measures of its hazards, and {most} is the most",
    zh: "该检查连同危险源的措施共 {count} 项，最多 {most} 项",
    remedy: { en: "make two inspections of it", zh: "请分成两个检查" },
  },
  "safety-no-day": {
    en: "the calendar has no day {day}",
    zh: "日历中没有 {day} 这一天",
    remedy: { en: "write a day such as 2026-08-31", zh: "请写如 2026-08-31 的日期" },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(SAFETY);
