import { type ConfigTextTable, configTexts } from "../../contracts/plant/config-text.ts";

/** Problems of a Modbus binding. */
export const MODBUS = {
  "modbus-register-or-sunspec": { en: "give either register or sunspec", zh: "register 与 sunspec 必须且只能填写一项" },
  "modbus-one-bit": {
    en: "a {table} is one bit; write type: bool and no bit",
    zh: "{table} 只有一个位，请写 type: bool，不写 bit",
  },
  "modbus-sunspec-table": {
    en: "SunSpec models are holding registers; leave out table",
    zh: "SunSpec 模型位于保持寄存器中，请去掉 table",
  },
  "modbus-which-bit": {
    en: "say which bit of the register; or take table: coil",
    zh: "请用 bit 指明寄存器的哪一位，或使用 table: coil",
  },
  "modbus-bit-bool": { en: "a bit needs type: bool", zh: "bit 需要 type: bool" },
  "modbus-text-length": {
    en: "a text needs length, and nothing else has one",
    zh: "type: text 需要 length，其他类型没有 length",
  },
  "modbus-order": {
    en: "give either byteOrder or wordOrder: big is ABCD, little is CDAB",
    zh: "byteOrder 与 wordOrder 只能填写一项：big 即 ABCD，little 即 CDAB",
  },
  "modbus-bit-order": { en: "a {table} is one bit and has no byteOrder", zh: "{table} 只有一个位，没有 byteOrder" },
} as const satisfies ConfigTextTable;

export const { sentence } = configTexts(MODBUS);
