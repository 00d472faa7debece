import { type ConfigTextTable, configTexts } from "../../contracts/plant/config-text.ts";

/** Problems of sources, addresses and bindings over MQTT. */
export const MQTT = {
  "json-time-zone": {
    en: "timeZone {zone} is no IANA time zone; write one such as Asia/Shanghai or Europe/Berlin",
    zh: "timeZone {zone} 不是 IANA 时区；请写如 Asia/Shanghai 或 Europe/Berlin 的时区",
  },
  "json-key-pointer": {
    en: "keyPointer applies within the entries of a message: give samplesPointer too, such as /values",
    zh: "keyPointer 用于消息中的各条目：请同时给出 samplesPointer，例如 /values",
  },
  "json-pointer-or-expression": {
    en: "give either pointer or expression",
    zh: "pointer 与 expression 必须且只能填写一项",
  },
  "json-entry-pointer": {
    en: "entry goes with pointer: an expression sees every entry",
    zh: "entry 只与 pointer 配合使用；expression 处理全部条目",
  },
  "json-islands-set": {
    en: "writeBack: islands needs the topic on which the controller takes them: give islands.set",
    zh: "writeBack: islands 需要控制器接收机器岛的主题：请给出 islands.set",
  },
  "json-expression": {
    en: "the expression is not valid JSONata: {what}{place}",
    zh: "expression 不是有效的 JSONata（{what}）{place}",
  },
  "json-expression-place": { en: " (at character {at})", zh: "，位于第 {at} 个字符" },
} as const satisfies ConfigTextTable;

export const { sentence } = configTexts(MQTT);
