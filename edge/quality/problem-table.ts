import { type ConfigTextTable, configTexts } from "../contracts/plant/config-text.ts";

/** Problems of the `quality:` section. */
export const QUALITY = {
  "quality-twice": {
    en: "{id} is there twice",
    zh: "{id} 出现两次",
    remedy: { en: "give each plan an id of its own", zh: "请给每个计划不同的 id" },
  },
  "quality-two-plans": {
    en: "{feature} is in the plan {other} too, for the same gauge and variant",
    zh: "{feature} 在同一量具和型号上已有计划 {other}",
    remedy: {
      en: "leave one plan, or separate them by `gauges` or `variants`",
      zh: "请保留一个计划，或用 `gauges`、`variants` 区分",
    },
  },
  "quality-unit": {
    en: "{unit} is no unit that the edge knows",
    zh: "不认识的单位 {unit}",
    remedy: { en: "write a UCUM code, such as mm, um, N.m or mL/min", zh: "请写 UCUM 代码，如 mm、um、N.m 或 mL/min" },
  },
  "quality-limits": {
    en: "the lower limit {lower} is not below the upper limit {upper}",
    zh: "下限 {lower} 不低于上限 {upper}",
    remedy: { en: "exchange or correct the limits", zh: "请对调或修正上下限" },
  },
  "quality-nominal": {
    en: "the nominal value {nominal} is beyond a limit",
    zh: "名义值 {nominal} 超出上下限",
    remedy: { en: "correct the nominal value or the limits", zh: "请修正名义值或上下限" },
  },
  "quality-no-signal": {
    en: "no asset has a signal {signal}",
    zh: "没有任何设备具有信号 {signal}",
    remedy: {
      en: "write the component and the signal, such as wash/temperature; * stands for any characters",
      zh: "请写部件和信号，如 wash/temperature；* 代表任意字符",
    },
  },
  "quality-no-gauge": {
    en: "no asset that measures pieces has the label {label}",
    zh: "没有 label 为 {label} 的测量设备",
    remedy: {
      en: "correct the label, or let its type have the capability `inspects` or `machines`",
      zh: "请修正 label，或让其类型具备 `inspects` 或 `machines` 能力",
    },
  },
  "quality-no-machine": {
    en: "no asset has the label {label}",
    zh: "没有 label 为 {label} 的资产",
    remedy: { en: "correct the label", zh: "请修正 label" },
  },
  "quality-series-asset": {
    en: "no asset with tags of a source has the label {label}, so nothing can carry the key figures",
    zh: "没有 label 为 {label} 且从数据源读取标签的资产，关键指标无处归属",
    remedy: { en: "name an asset that is read, or leave `asset` out", zh: "请写一个有数据源的资产，或去掉 `asset`" },
  },
  "quality-series-twice": {
    en: "{name} would have the same series as an earlier name",
    zh: "{name} 与前面的名称会得到同一序列",
    remedy: { en: "leave one of them out", zh: "请去掉其中一个" },
  },
  "quality-size": {
    en: "a chart of kind {kind} needs {needs} pieces in a subgroup, not {size}",
    zh: "{kind} 控制图的子组需要 {needs} 件，而不是 {size} 件",
    remedy: { en: "change `size` or `kind`", zh: "请修改 `size` 或 `kind`" },
  },
  "quality-given": {
    en: "`centre` and `sigma` are given together or not at all",
    zh: "`centre` 和 `sigma` 必须同时给出或都不给出",
    remedy: { en: "add the other one, or leave both out", zh: "请补上另一个，或都去掉" },
  },
  "quality-demand": {
    en: "inspection after an event at the machine needs `madeBy`",
    zh: "在设备事件后要求检验需要 `madeBy`",
    remedy: { en: "add the labels of the machines that make the feature", zh: "请添加加工该特性的设备 label" },
  },
  "quality-signal": {
    en: "a value that is read from a signal needs `signal`",
    zh: "从信号读取的值需要 `signal`",
    remedy: {
      en: "add the station's signal, such as result/peak-force, or leave `reads` out",
      zh: "请添加工位的信号，如 result/peak-force，或去掉 `reads`",
    },
  },
  "quality-tool-count": {
    en: "`toolCount` is not used, because `events` has no tool-change",
    zh: "`events` 中没有 tool-change，`toolCount` 不起作用",
    remedy: {
      en: "add tool-change to `events`, or leave `toolCount` out",
      zh: "请在 `events` 中加入 tool-change，或去掉 `toolCount`",
    },
  },
  "quality-accept": {
    en: "the acceptance number {accept} is not below the sample of {sample}, so that no lot would be rejected",
    zh: "接收数 {accept} 不小于样本量 {sample}，任何批次都不会被拒收",
    remedy: { en: "correct `accept` or `sample`", zh: "请修正 `accept` 或 `sample`" },
  },
  "quality-reject": {
    en: "a single sampling plan with the acceptance number {accept} rejects from {accept} + 1 on, not from {reject}",
    zh: "接收数为 {accept} 的一次抽样方案从 {accept} + 1 起拒收，而不是 {reject}",
    remedy: { en: "correct `reject`, or leave it out", zh: "请修正 `reject`，或去掉它" },
  },
  "quality-cost-twice": {
    en: "an earlier line has {name} already, so this one never counts",
    zh: "前面的行已包含 {name}，本行不起作用",
    remedy: {
      en: "remove it here, or move the special line above the general one",
      zh: "请在此处删除，或把特殊的行移到通用的行之前",
    },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(QUALITY);
