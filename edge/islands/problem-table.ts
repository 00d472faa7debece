import { type ConfigTextTable, configTexts } from "../contracts/plant/config-text.ts";

/** Problems of islands, in the config and in a change of the running plant. */
export const ISLANDS = {
  "island-twice": {
    en: "the island {island} is there twice",
    zh: "机器岛 {island} 出现两次",
    remedy: { en: "give each island an id of its own", zh: "为每个机器岛使用各自的 id" },
  },
  "island-machine-unknown": {
    en: "{machine} is no asset of this plant",
    zh: "{machine} 不是本工厂的资产",
    remedy: { en: "write the label of an asset, or declare it", zh: "填写资产标签，或先声明该资产" },
  },
  "island-machine-idle": {
    en: "{machine} is on no way of pieces, so it makes nothing in an island",
    zh: "{machine} 不在任何工件路线上，放入机器岛也不会加工",
    remedy: {
      en: "take it out, or add it to material.ways as a station that works on pieces",
      zh: "将其移出，或在 material.ways 中作为加工工位加入",
    },
  },
  "island-machine-twice": {
    en: "{machine} is in the islands {first} and {island}",
    zh: "{machine} 同时属于机器岛 {first} 和 {island}",
    remedy: { en: "leave it in one of them", zh: "只保留在其中一个机器岛" },
  },
  "island-variant-unknown": {
    en: "no variant is called {variant}; islands.variants lists {known}",
    zh: "没有名为 {variant} 的产品；islands.variants 列出 {known}",
    remedy: { en: "correct the name, or add it to islands.variants", zh: "更正名称，或将其加入 islands.variants" },
  },
  "island-variant-twice": {
    en: "{variant} is made by the islands {first} and {island}",
    zh: "{variant} 同时由机器岛 {first} 和 {island} 加工",
    remedy: { en: "leave it in one of them", zh: "只保留在其中一个机器岛" },
  },
  "island-no-machine": {
    en: "{variant} has no machine at {step}: of {machines}, which can make it, each belongs to another island",
    zh: "{variant} 在 {step} 没有可用机器：能加工它的 {machines} 都属于其他机器岛",
    remedy: {
      en: "move one of these machines to its island {island}, or the variant to theirs",
      zh: "将其中一台机器移入其机器岛 {island}，或将该产品移到这些机器的机器岛",
    },
  },
  "island-makes-unknown": {
    en: "{machine} matches no asset of this plant",
    zh: "{machine} 与本工厂的任何资产都不匹配",
    remedy: { en: "write labels of machines, or patterns of them", zh: "填写机器标签，或其通配形式" },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(ISLANDS);
