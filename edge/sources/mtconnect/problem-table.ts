import { type ConfigTextTable, configTexts } from "../../contracts/plant/config-text.ts";

/** Problems of an MTConnect source and its bindings. */
export const MTCONNECT = {
  "mtconnect-password-clear": {
    en: "a password would be sent in clear text over http; use an https address",
    zh: "通过 http 会以明文发送密码，请使用 https 地址",
  },
  "mtconnect-tls-clear": {
    en: "ca, cert and key need an https address",
    zh: "ca、cert 和 key 需要 https 地址",
  },
  "mtconnect-user-password": {
    en: "user and password go together; give both or neither",
    zh: "user 与 password 必须同时填写或同时省略",
  },
  "mtconnect-cert-key": {
    en: "cert and key go together; give both or neither",
    zh: "cert 与 key 必须同时填写或同时省略",
  },
  "mtconnect-what": {
    en: "give one of dataItem, tool and pot",
    zh: "dataItem、tool 与 pot 必须且只能填写一项",
  },
  "mtconnect-field": {
    en: "tool and pot need field, and a dataItem has none",
    zh: "tool 和 pot 需要 field，dataItem 没有 field",
  },
  "mtconnect-cell": { en: "a cell lies in an entry; give entry too", zh: "cell 位于 entry 中，请同时填写 entry" },
  "mtconnect-enum-map": {
    en: "an enum tag needs map, such as { READY: 0, ACTIVE: 1 }",
    zh: "enum 类型的标签需要 map，例如 { READY: 0, ACTIVE: 1 }",
  },
  "mtconnect-waveform": {
    en: "a waveform is a whole time series; take index, entry, map and field out",
    zh: "波形是整个时间序列，请去掉 index、entry、map 和 field",
  },
} as const satisfies ConfigTextTable;

export const { sentence } = configTexts(MTCONNECT);
