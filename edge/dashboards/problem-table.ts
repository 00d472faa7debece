import { type ConfigTextTable, configTexts } from "../contracts/plant/config-text.ts";

/** Problems of the `dashboards:` section. */
export const DASHBOARDS = {
  "dashboard-twice": {
    en: 'the dashboard id "{id}" is given twice',
    zh: "看板 id“{id}”重复",
    remedy: { en: "give each dashboard its own id", zh: "每个看板的 id 必须不同" },
  },
  "dashboard-unknown": {
    en: 'there is no dashboard "{id}"',
    zh: "没有看板“{id}”",
    remedy: { en: "write one of: {ids}", zh: "可写：{ids}" },
  },
  "dashboard-scope": {
    en: "there is no {kind} {name} in this plant",
    zh: "此工厂没有 {kind} {name}",
    remedy: {
      en: "asset: a label; kind: a kind of asset; area: the path of an area or line, such as {example}",
      zh: "asset 写资产的 label，kind 写资产种类，area 写区域或产线的路径，例如 {example}",
    },
  },
  "panel-outside": {
    en: "the panel reaches beyond column {columns} or row {rows}",
    zh: "面板超出第 {columns} 列或第 {rows} 行",
    remedy: { en: "make it smaller or move it: x + w and y + h count", zh: "请缩小或移动：以 x + w 和 y + h 计" },
  },
  "panel-overlap": {
    en: "the panel lies over panel {other}",
    zh: "面板与第 {other} 个面板重叠",
    remedy: { en: "move one of them", zh: "请移动其中一个" },
  },
  "panel-scale": {
    en: "min is not below max",
    zh: "min 不小于 max",
    remedy: { en: "write a min that is lower than max", zh: "min 必须小于 max" },
  },
  "panel-trend": {
    en: "a trend needs signals or a view, and not both",
    zh: "趋势需要 signals 或 view 之一，且不能同时有",
    remedy: { en: "write signals: [...] or view: UID", zh: "请写 signals: [...] 或 view: UID" },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(DASHBOARDS);
