/** Problems that the schemas find, with the values that they accept. */
import type { ConfigTextTable } from "../../contracts/plant/config-text.ts";

export const SCHEMA = {
  "key-unknown": { en: 'unknown key "{key}"{of}', zh: "未知的键“{key}”{of}" },
  "key-missing": {
    en: '"{key}" is missing{of}',
    zh: "缺少“{key}”{of}",
    remedy: { en: "add {key}{description}", zh: "请添加 {key}" },
  },
  "value-type": { en: "{value} is not {type}{of}", zh: "{value} 的类型应为{type}{of}" },
  "list-short": {
    en: "the list has fewer than {limit} entries{of}",
    zh: "列表不足 {limit} 项{of}",
  },
  "list-long": { en: "the list has more than {limit} entries{of}", zh: "列表超过 {limit} 项{of}" },
  "text-too-short": { en: "{value} is too short{of}", zh: "{value} 太短{of}" },
  "text-too-long": { en: "{value} is longer than {limit} characters{of}", zh: "{value} 超过 {limit} 个字符{of}" },
  "number-out-of-range": {
    en: "{value} must be {comparison} {limit}{of}",
    zh: "{value} 必须 {comparison} {limit}{of}",
  },
  "value-not-allowed": { en: "{value} is not allowed here{of}", zh: "此处不允许 {value}{of}" },
  "binding-of": { en: " (as {kind} binding of {asset})", zh: "（{asset} 的 {kind} 绑定）" },
  "remedy-name-pattern": { en: "a name must match {pattern}", zh: "名称须符合 {pattern}" },
  "remedy-pattern": { en: "it must match {pattern}", zh: "须符合 {pattern}" },
  "remedy-expected": { en: "expected: {description}", zh: "该键的含义见 config/schema.json" },
  "remedy-schema": { en: "see config/schema.json", zh: "见 config/schema.json" },
  "remedy-no-reference": {
    en: `\${…} is not replaced here, or gives text only; write the value here`,
    zh: `此处不替换 \${…}，或替换后只是文本；请在此直接写出该值`,
  },
  "remedy-meant": { en: 'did you mean "{meant}"?', zh: "是否应为“{meant}”？" },
  "remedy-none-yet": { en: "there is no {what} yet; add one", zh: "尚无{what}，请添加一个" },
  "remedy-one-of": { en: "use one of: {known}", zh: "请使用其中之一：{known}" },
  "remedy-one-of-many": {
    en: "use one of the {count} {what}s that exist",
    zh: "请使用现有的 {count} 个{what}之一",
  },
} as const satisfies ConfigTextTable;
