import { type ConfigTextTable, configTexts } from "../../contracts/plant/config-text.ts";

/** Problems of the `material:` section. */
export const MATERIAL = {
  "buffer-twice": {
    en: "{buffer} is there twice",
    zh: "{buffer} 出现两次",
    remedy: { en: "give each buffer once", zh: "每个缓存区只写一次" },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(MATERIAL);
