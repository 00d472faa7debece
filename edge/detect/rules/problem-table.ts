import { type ConfigTextTable, configTexts } from "../../contracts/plant/config-text.ts";

const REMEDY = {
  en:
    "write response: { action, consequence, withinMin } (ISA-18.2: an alarm needs a response), or say annunciation: " +
    "advisory",
  zh: "请写 response: { action, consequence, withinMin }（ISA-18.2：报警必须有应对措施），或写 annunciation: advisory",
} as const;

/** Problems of the `detectors:` section and its expressions. */
export const RULES = {
  "rule-anomaly-alarm": {
    en: 'rule "{rule}" is an anomaly, which is an advisory and never an alarm',
    zh: "规则“{rule}”为异常，只能是提示，不能是报警",
    remedy: { en: "take annunciation out, or choose another kind", zh: "请去掉 annunciation，或改用其他 kind" },
  },
  "rule-no-response": {
    en: 'rule "{rule}" is an alarm without response, consequence and time to respond',
    zh: "规则“{rule}”为报警，但没有应对措施、后果和响应时间",
    remedy: REMEDY,
  },
  "limits-no-response": {
    en: "limits are alarms without response, consequence and time to respond: {names}",
    zh: "限值为报警，但没有应对措施、后果和响应时间：{names}",
    remedy: {
      en: `${REMEDY.en}, in limits or in an entry of limits.adjust that fits these tags`,
      zh: `${REMEDY.zh}；写在 limits 中，或 limits.adjust 中适用于这些标签的条目里`,
    },
  },
  "rule-expression": {
    en: '"{rule}": {what}',
    zh: "“{rule}”：{what}",
    remedy: {
      en: "correct the expression; docs/detectors.md has the grammar",
      zh: "请修正表达式，语法见 docs/detectors.md",
    },
  },
  "rule-states-unclear": {
    en: '"{rule}" needs either in or notIn',
    zh: "“{rule}”需要 in 或 notIn 之一",
    remedy: { en: "name the values that are wrong, or those that are right", zh: "请列出异常的值，或正常的值" },
  },
  "rule-twice": {
    en: '"{rule}" is given twice',
    zh: "“{rule}”出现两次",
    remedy: { en: "give each rule its own id", zh: "每条规则的 id 必须不同" },
  },
  "supply-unknown": {
    en: 'no asset has the label "{label}"',
    zh: "没有标签为“{label}”的资产",
    remedy: { en: "give the label of the asset that supplies", zh: "请填写供给方资产的标签" },
  },
  "supply-reaches-nothing": {
    en: 'no asset gets what "{label}" supplies',
    zh: "没有资产由“{label}”供给",
    remedy: { en: "name kinds, capabilities or labels that the plant has", zh: "请写工厂中存在的种类、能力或标签" },
  },
  "expression-long": { en: "an expression has at most {most} characters", zh: "表达式最多 {most} 个字符" },
  "expression-unreadable": {
    en:
      'it cannot be read from "{from}" on; it takes names, numbers, + - * / < <= > >= == !=, and, or, not, abs, ' +
      "min, max and brackets",
    zh: "从“{from}”起无法读取；可用名称、数字、+ - * / < <= > >= == !=、and、or、not、abs、min、max 和括号",
  },
  "expression-unexpected": { en: '"{token}" is not expected there', zh: "此处不应有“{token}”" },
  "expression-deep": { en: "it is nested deeper than {most}", zh: "嵌套超过 {most} 层" },
  "expression-ends": { en: "it ends too early", zh: "表达式不完整" },
  "expression-name": {
    en: 'it knows no "{name}"; the names under tags are {names}',
    zh: "没有名称“{name}”；tags 下的名称有：{names}",
  },
  "expression-function": {
    en: 'there is no function "{name}"; there are {names}',
    zh: "没有函数“{name}”；可用的有：{names}",
  },
  "expression-arity": { en: "{name} takes {count} values", zh: "{name} 需要 {count} 个值" },
  "expression-bracket": { en: "a bracket is not closed", zh: "括号未闭合" },
} as const satisfies ConfigTextTable;

export const { problem, sentence } = configTexts(RULES);
