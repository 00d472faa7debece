import { type ConfigTextTable, configTexts } from "../../contracts/plant/config-text.ts";

/** Problems of gas detectors. */
export const GAS = {
  "gas-no-unit": {
    en: "{tag} is the concentration of a gas and has no unit",
    zh: "{tag} 是气体浓度，但没有单位",
    remedy: {
      en: "write its UCUM code: `[ppm]`, or that of %LEL as in config/demo/types/gas-detector.yaml",
      zh: "请写 UCUM 代码：`[ppm]`，或 %LEL 的代码（见 config/demo/types/gas-detector.yaml）",
    },
  },
  "gas-no-limits": {
    en: "{tag} is the concentration of a gas and has no level of an alarm",
    zh: "{tag} 是气体浓度，但没有报警值",
    remedy: {
      en: "write `limits: { high: …, highHigh: … }`, the first and the second level of its alarm",
      zh: "请写 `limits: { high: …, highHigh: … }`，即一级和二级报警值",
    },
  },
  "gas-no-concentration": {
    en: "{tag} says that a gas detector is faulty, and the type has no concentration of a gas",
    zh: "{tag} 表示气体探测器故障，但该类型没有气体浓度",
    remedy: {
      en: "write `role: gas-concentration` at the measured value, or leave the role `gas-fault` out",
      zh: "请在测量值处写 `role: gas-concentration`，或去掉角色 `gas-fault`",
    },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(GAS);
