/** Problems of asset types and their tags. */
import type { ConfigTextTable } from "../../contracts/plant/config-text.ts";

export const TYPES = {
  "tag-twice": {
    en: "the tag {tag} is there already as tags[{before}]",
    zh: "标签 {tag} 已作为 tags[{before}] 存在",
    remedy: {
      en: "give each tag of a type its own component and signal",
      zh: "同一类型中每个标签的 component 和 signal 必须不同",
    },
  },
  "kind-unknown": { en: "there is no kind {name}", zh: "没有设备类别 {name}" },
  "remedy-own-kind": {
    en: "{meant}A kind of your own needs capabilities, such as `[machines]`",
    zh: "{meant}自定义类别需要 capabilities，例如 `[machines]`",
  },
  "tag-as-text": {
    en: "a tag of type {type} is not read as text by `as`",
    zh: "{type} 类型的标签不能用 `as` 读作文本",
    remedy: { en: "take as out, or make the tag a number", zh: "请去掉 as，或将标签类型改为 number" },
  },
  "tag-number-key": {
    en: "a tag of type {type} has no {key}",
    zh: "{type} 类型的标签没有 {key}",
    remedy: { en: "take {key} out, or make the tag a number", zh: "请去掉 {key}，或将标签类型改为 number" },
  },
  "tag-no-unit": {
    en: "the {type} {signal} has no unit",
    zh: "{type} 标签 {signal} 没有单位",
    remedy: {
      en: 'add its UCUM code, such as `unit: Cel`; `unit: "1"` for a plain count or ratio',
      zh: '请添加 UCUM 代码，例如 `unit: Cel`；单纯的计数或比值写 `unit: "1"`',
    },
  },
  "range-empty": {
    en: "the range [{low}, {high}] is empty",
    zh: "范围 [{low}, {high}] 为空",
    remedy: { en: "write the lower value first", zh: "请先写较小的值" },
  },
  "limits-order": {
    en: "the limit {next} ({nextValue}) is not above {key} ({value})",
    zh: "限值 {next}（{nextValue}）不高于 {key}（{value}）",
    remedy: { en: "keep lowLow < low < high < highHigh", zh: "须满足 lowLow < low < high < highHigh" },
  },
  "enum-no-labels": {
    en: "the enum {signal} has no labels",
    zh: "枚举标签 {signal} 没有 labels",
    remedy: {
      en: "add `labels: [{ value: 0, zh: …, en: … }, …]`",
      zh: "请添加 `labels: [{ value: 0, zh: …, en: … }, …]`",
    },
  },
  "tag-no-labels": {
    en: "a tag of type {type} has no labels",
    zh: "{type} 类型的标签没有 labels",
    remedy: { en: "take labels out, or make the tag an enum", zh: "请去掉 labels，或将标签类型改为 enum" },
  },
  "label-twice": {
    en: "the code {value} has two labels",
    zh: "代码 {value} 有两条文字说明",
    remedy: { en: "keep one", zh: "请保留一个" },
  },
  "unit-mistaken": {
    en: '"{unit}" is not the UCUM code that was meant',
    zh: "“{unit}”不是所指单位的 UCUM 代码",
    remedy: { en: 'write "{meant}"', zh: "请写“{meant}”" },
  },
  "unit-no-ucum": {
    en: '"{unit}" is no UCUM code: they have printable ASCII characters only, no spaces',
    zh: "“{unit}”不是 UCUM 代码：只含可打印的 ASCII 字符，不含空格",
    remedy: {
      en: "look the code up at ucum.org, such as Cel, /min, m3/h",
      zh: "请在 ucum.org 查找代码，例如 Cel、/min、m3/h",
    },
  },
  "unit-brackets": {
    en: '"{unit}" has brackets that do not match',
    zh: "“{unit}”的括号不成对",
    remedy: { en: "close every bracket", zh: "请补全括号" },
  },
  "personal-waveform": {
    en: "a waveform cannot be personal, since waveforms are always stored",
    zh: "波形总会被保存，因此不能是个人数据",
    remedy: { en: "take class out, or read single values", zh: "请去掉 class，或读取单个值" },
  },
  "personal-kept-long": {
    en: "the historian keeps samples for {kept} days ({key}), longer than the {days} days that personal.store allows",
    zh: "历史库保存 {kept} 天（{key}），超过 personal.store 允许的 {days} 天",
    remedy: {
      en: "lower historian.{key}, or raise days if the purpose needs it",
      zh: "请减小 historian.{key}；若用途确有需要，可增大 days",
    },
  },
} as const satisfies ConfigTextTable;
