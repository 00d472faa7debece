import { type ConfigTextTable, configTexts } from "../contracts/plant/config-text.ts";

/** Problems of the `uns:` section. */
export const UNS = {
  "uns-half-certificate": {
    en: "a client certificate needs both cert and key",
    zh: "客户端证书需要同时给出 cert 和 key",
    remedy: { en: "add {missing}, or remove the other one", zh: "请补充 {missing}，或删除另一项" },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(UNS);
