/** Problems of the components of asset types and of the prior lives of assets. */
import type { ConfigTextTable } from "../../contracts/plant/config-text.ts";

export const COMPONENTS = {
  "component-kind-twice": {
    en: 'the kind of component "{kind}" is there already',
    zh: "部件类别“{kind}”已存在",
    remedy: { en: "take this one out, or choose another word", zh: "请去掉此项，或换一个词" },
  },
  "component-twice": {
    en: "the component {id} is there already as [{before}]",
    zh: "部件 {id} 已作为 [{before}] 存在",
    remedy: { en: "give each component of one level its own id", zh: "同一层级中每个部件的 id 必须不同" },
  },
  "component-kind-unknown": { en: "there is no kind of component {name}", zh: "没有部件类别 {name}" },
  "remedy-own-component-kind": {
    en: "{meant}A kind of your own stands in `componentKinds` of the type, with its names",
    zh: "{meant}自定义类别须写在该类型的 `componentKinds` 中，并给出名称",
  },
  "component-counter-type": {
    en: "the tag {counter} is of type {type} and cannot rise",
    zh: "标签 {counter} 的类型为 {type}，不能用于计数",
    remedy: { en: "name a number tag that counts replacements", zh: "请指定统计更换次数的 number 类型标签" },
  },
  "component-no-field": {
    en: "a {kind} has no {name}",
    zh: "{kind} 没有 {name}",
    remedy: { en: "take it out; a {kind} has {fields}", zh: "请去掉；{kind} 可有：{fields}" },
  },
  "component-no-tag": { en: "no tag of the type fits {pattern}", zh: "该类型中没有标签符合 {pattern}" },
  "remedy-tag-path": { en: "tags are written component/signal", zh: "标签写作 component/signal" },
  "component-no-tag-of": { en: 'no tag of {asset} fits "{pattern}"', zh: "{asset} 中没有标签符合“{pattern}”" },
  "component-unknown": { en: "the type {type} has no component {name}", zh: "类型 {type} 没有部件 {name}" },
  "component-two-lives": {
    en: "the component {path} has two prior lives",
    zh: "部件 {path} 有两条先前使用记录",
    remedy: { en: "keep one", zh: "请保留一条" },
  },
  "prior-life-alone": {
    en: "the prior life of {path} counts for nothing: its expected life is not known",
    zh: "部件 {path} 的先前使用量不起作用：预期寿命未知",
    remedy: { en: "give {rating} in the ratings of its type", zh: "请在其类型的 ratings 中填写 {rating}" },
  },
  "prior-life-beyond": {
    en: "{path} has used {used}, more than three times the {expected} that it is expected to last",
    zh: "部件 {path} 已使用 {used}，超过预期寿命 {expected} 的三倍",
    remedy: {
      en: "correct one of the two, or begin anew after a replacement",
      zh: "请更正其中之一；若已更换，请重新起算",
    },
  },
  "bearing-half": {
    en: "the frequencies of the bearing need {fields} too",
    zh: "轴承的特征频率还需要 {fields}",
    remedy: {
      en: "give balls, ballDiameterMm and pitchDiameterMm, or the designation alone",
      zh: "请填写 balls、ballDiameterMm 和 pitchDiameterMm，或只填写型号 designation",
    },
  },
  "bearing-balls-large": {
    en: "the rolling elements ({ball} mm) are not smaller than their circle ({pitch} mm)",
    zh: "滚动体直径（{ball} mm）不小于节圆直径（{pitch} mm）",
    remedy: {
      en: "the pitch circle goes through the centres of the rolling elements",
      zh: "节圆是通过各滚动体中心的圆",
    },
  },
  "bearing-balls-many": {
    en: "{balls} rolling elements of {ball} mm do not fit on a circle of {pitch} mm: at most {most}",
    zh: "直径 {pitch} mm 的节圆放不下 {balls} 个 {ball} mm 的滚动体：最多 {most} 个",
    remedy: {
      en: "give the rolling elements of one row, and diameters in millimetres",
      zh: "请填写单列的滚动体数，直径单位为毫米",
    },
  },
  "gear-ratio": {
    en: "the ratio {ratio} is not {driven} : {teeth} = {meant}",
    zh: "传动比 {ratio} 不等于 {driven} : {teeth} = {meant}",
    remedy: { en: "take ratio out, or correct the teeth", zh: "请去掉 ratio，或更正齿数" },
  },
  "belt-short": {
    en: "a belt of {length} mm does not reach around its pulley of {pulley} mm",
    zh: "周长 {length} mm 的皮带绕不过直径 {pulley} mm 的带轮",
    remedy: { en: "give the total length, in millimetres", zh: "请填写皮带周长，单位为毫米" },
  },
} as const satisfies ConfigTextTable;
