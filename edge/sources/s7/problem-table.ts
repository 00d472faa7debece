import { type ConfigTextTable, configTexts } from "../../contracts/plant/config-text.ts";

/** Problems of addresses and bindings of S7 controllers. */
export const S7 = {
  "s7-address": {
    en: "{at} is no address such as DB10.DBD4, DBX0.1, MW20, I0.0, QB4, T5 or C3",
    zh: "{at} 不是有效地址，应如 DB10.DBD4、DBX0.1、MW20、I0.0、QB4、T5 或 C3",
  },
  "s7-bit": { en: "{at} names a bit; a {type} begins at a byte", zh: "{at} 指定了位，而 {type} 从字节开始" },
  "s7-which-bit": { en: "say which bit, such as DBX4.0 or M10.2", zh: "请指明哪一位，如 DBX4.0 或 M10.2" },
  "s7-width": {
    en: "{at} has {width} bytes and a {type} has {bytes}",
    zh: "{at} 为 {width} 个字节，而 {type} 为 {bytes} 个字节",
  },
  "s7-type": { en: "give the type of the value, such as int or real", zh: "请用 type 填写数据类型，如 int 或 real" },
  "s7-numbered": {
    en: "a timer has the type timer, a counter the type counter; leave out type",
    zh: "定时器的类型为 timer，计数器为 counter，请去掉 type",
  },
  "s7-length": {
    en: "only char, wchar, string and wstring have a length",
    zh: "只有 char、wchar、string、wstring 有 length",
  },
  "s7-string-length": {
    en: "a string has at most 254 characters",
    zh: "string 最多 254 个字符",
  },
  "s7-text": { en: "a {type} is text; write type: text at the tag", zh: "{type} 为文本，请在标签处写 type: text" },
  "s7-no-text": {
    en: "a {type} is a number; write type: number at the tag",
    zh: "{type} 为数值，请在标签处写 type: number",
  },
} as const satisfies ConfigTextTable;

export const { sentence } = configTexts(S7);
