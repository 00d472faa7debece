import { type ConfigTextTable, configTexts } from "../contracts/plant/config-text.ts";

/** Problems of the `passport:` section. */
export const PASSPORT = {
  "factor-twice": {
    en: "there are two factors for {medium}",
    zh: "{medium} 有两个因子",
    remedy: { en: "keep one", zh: "请只保留一个" },
  },
  "meaning-twice": {
    en: "there are two meanings {id}",
    zh: "含义 {id} 重复",
    remedy: { en: "give each its own id", zh: "请为每个含义使用不同的 id" },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(PASSPORT);
