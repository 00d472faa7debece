import type { ErrorCode } from "yaml";
import type { LocalizedText } from "../contracts/plant/tag.ts";

/** The parser words its errors in English; its codes say the same. */
const CHINESE: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: "别名不能带锚点或标签",
  BAD_ALIAS: "别名无效",
  BAD_COLLECTION_TYPE: "标签与集合类型不符",
  BAD_DIRECTIVE: "指令无效",
  BAD_DQ_ESCAPE: "双引号文本中的转义无效",
  BAD_INDENT: "缩进错误",
  BAD_PROP_ORDER: "锚点和标签的位置错误",
  BAD_SCALAR_START: "文本以不允许的字符开头，请加引号",
  BLOCK_AS_IMPLICIT_KEY: "同一行中不能嵌套映射",
  BLOCK_IN_FLOW: "[ ] 或 { } 中不能使用块格式",
  DUPLICATE_KEY: "键重复",
  IMPOSSIBLE: "无法解析",
  KEY_OVER_1024_CHARS: "键超过 1024 个字符",
  MISSING_CHAR: "缺少字符，例如冒号、引号、括号或逗号",
  MULTILINE_IMPLICIT_KEY: "键不能跨行",
  MULTIPLE_ANCHORS: "一个值只能有一个锚点",
  MULTIPLE_DOCS: "一个文件只能有一个文档（---）",
  MULTIPLE_TAGS: "一个值只能有一个标签",
  NON_STRING_KEY: "键必须是文本",
  RESOURCE_EXHAUSTION: "内容过多",
  TAB_AS_INDENT: "不能用制表符缩进",
  TAG_RESOLVE_FAILED: "标签无法识别",
  UNEXPECTED_TOKEN: "此处有多余的内容",
};

/** Problems that the YAML parser finds: its own words, and the meaning of its code. */
export function yamlWords({ code, message }: { readonly code: ErrorCode; readonly message: string }): LocalizedText {
  return { en: message, zh: CHINESE[code] };
}
