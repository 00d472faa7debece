import { type ConfigTextTable, configTexts } from "../contracts/plant/config-text.ts";

/** Why a curve or an expression has no figures. */
export const EXPLORE = {
  "explore-tag": {
    en: "there is no tag {tag}",
    zh: "没有标签 {tag}",
    remedy: {
      en: "choose another tag: the config may have lost it, or somebody removed the calculated tag",
      zh: "请另选标签：配置中可能已没有该标签，或该计算标签已被删除",
    },
  },
  "explore-personal": {
    en: "{tag} is about people, and has no history to explore",
    zh: "{tag} 涉及人员，不提供历史分析",
    remedy: { en: "choose another tag; docs/privacy.md says why", zh: "请另选标签，原因见 docs/privacy.md" },
  },
  "explore-no-number": {
    en: "{tag} has no numbers",
    zh: "{tag} 不是数值",
    remedy: { en: "choose a number, a boolean or a state", zh: "请选择数值、布尔或状态标签" },
  },
  "explore-nested": {
    en: "{tag} is a calculated tag, and an expression reads tags of the plant",
    zh: "{tag} 是计算标签，表达式只能读取工厂的标签",
    remedy: { en: "write its expression into this one", zh: "请将其表达式直接写入此表达式" },
  },
  "explore-name-twice": {
    en: 'the name "{name}" stands for two tags',
    zh: "名称“{name}”对应了两个标签",
    remedy: { en: "give each tag a name of its own", zh: "请为每个标签取不同的名称" },
  },
  "explore-late": {
    en: "the expressions of the question took longer than {seconds} s together",
    zh: "此次查询的所有表达式共用时超过 {seconds} 秒",
    remedy: { en: "ask for a shorter range or for fewer curves", zh: "请缩短时间范围或减少曲线" },
  },
  "explore-expression": {
    en: "{what}",
    zh: "{what}",
    remedy: {
      en: "correct the expression; docs/detectors.md has the grammar",
      zh: "请修正表达式，语法见 docs/detectors.md",
    },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(EXPLORE);
