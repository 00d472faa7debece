import { type ConfigTextTable, configTexts } from "../../contracts/plant/config-text.ts";

/** Problems of `energy.pieces`. */
export const PIECES = {
  "energy-meter-unknown": {
    en: "there is no asset {meter}",
    zh: "没有资产 {meter}",
    remedy: { en: "write the label of an asset", zh: "请写资产的 label" },
  },
  "air-half-measured": {
    en: "compressed air is measured by its meter and the meters of its compressors together",
    zh: "压缩空气的比功率需要用气总表和空压机电表一起测量",
    remedy: {
      en: "give both `meter` and `compressors`, or neither",
      zh: "请同时填写 `meter` 和 `compressors`，或都不填",
    },
  },
  "masses-missing": {
    en: "stations share by mass, but no mass is given",
    zh: "有工位按质量分摊，但没有给出质量",
    remedy: { en: "give `masses` by variant, or leave `byMass` out", zh: "请按型号填写 `masses`，或去掉 `byMass`" },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(PIECES);
