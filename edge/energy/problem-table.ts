import { type ConfigTextTable, configTexts } from "../contracts/plant/config-text.ts";

/** Problems of the `energy:` section. */
export const ENERGY = {
  "meter-unknown": {
    en: "there is no asset {meter}",
    zh: "没有资产 {meter}",
    remedy: { en: "write the label of an asset", zh: "请写资产的 label" },
  },
  "meter-twice": {
    en: "{meter} is in the tree twice",
    zh: "{meter} 在树中出现两次",
    remedy: { en: "give each meter once", zh: "每块表只写一次" },
  },
  "meter-not-in-tree": {
    en: "{meter} is not in the tree",
    zh: "{meter} 不在树中",
    remedy: { en: "add it, or leave `below` out", zh: "请添加它，或去掉 `below`" },
  },
  "meter-below-itself": {
    en: "{meter} lies below itself",
    zh: "{meter} 位于自身之下",
    remedy: { en: "correct the tree", zh: "请修正树结构" },
  },
  "medium-differs": {
    en: "{id} is of {medium}, but {below} of {other}",
    zh: "{id} 的介质是 {medium}，而 {below} 是 {other}",
    remedy: { en: "correct `medium`, or take another node", zh: "请修正 `medium`，或改用其他节点" },
  },
  "node-like-asset": {
    en: "{id} is the label of an asset",
    zh: "{id} 是资产的 label",
    remedy: { en: "give the node another id, or put the meter into `tree`", zh: "请换一个 id，或把计量表写入 `tree`" },
  },
  "quantity-no-sum": {
    en: "{quantity} of meters does not add up, so {id} has no formula",
    zh: "各表的 {quantity} 不能相加，{id} 没有意义",
    remedy: {
      en: "add up amounts; apparent power, power factor, current and THD follow from measurements at the place itself",
      zh: "请只对用量求和；视在功率、功率因数、电流和 THD 只能在现场测量",
    },
  },
  "meter-counts-twice": {
    en: "{meter} is a node of the tree and a term of {id}, which is in the tree too",
    zh: "{meter} 已是树中的节点，又出现在树中节点 {id} 的公式里",
    remedy: {
      en: "leave `sum` out: the node is then computed from the others",
      zh: "请去掉 `sum`：该节点将由其他节点算出",
    },
  },
  "loss-without-rated": {
    en: "{id} has a loss under load, but no rated flow",
    zh: "{id} 有负载损耗，但没有额定流量",
    remedy: { en: "add `rated`", zh: "请添加 `rated`" },
  },
  "shares-too-many": {
    en: "the shares of {of} add up to {total}",
    zh: "{of} 的份额合计为 {total}",
    remedy: { en: "let them add up to 1 or less", zh: "请使合计不超过 1" },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(ENERGY);
