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
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(ENERGY);
