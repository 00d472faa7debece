import type { Language } from "./language.ts";

/** Why discovery and imports leave something out, in the edge's English. The first group names it. */
const CHINESE: readonly (readonly [RegExp, string])[] = (
  [
    ["(.+): optimised access; .+", "$1：优化的块访问，S7 通信无法读取；请取消该属性，或改用 OPC UA"],
    ["(.+): its number is not in these files.*", "$1：文件中没有该块的编号"],
    ["(.+): a plant has at most (\\d+) tags", "$1：一个工厂最多 $2 个标签"],
    ["(.+): a value of type (\\S+) has no place in a tag", "$1：类型 $2 的值不能成为标签"],
    ["(.+): (\\d+) elements; arrays of up to (\\d+) become tags", "$1：$2 个元素；最多 $3 个元素的数组可成为标签"],
    ["(.+): a block of a function block; .+", "$1：函数块的背景数据块，导出文件中没有其结构"],
    ["(.+): the type (.+) is not in these files, .+", "$1：文件中没有类型 $2，其后的成员无法定位"],
    ["(.+): the address (.+) is neither .+", "$1：地址 $2 不是输入、输出、存储器、定时器或计数器"],
    ["(.+): (\\d+) data items beyond the (\\d+) tags of one type", "$1：一个类型最多 $3 个标签，另有 $2 个数据项"],
    ["(.+): its id has braces", "$1：其 id 含有花括号"],
    ["(.+): its entries are not known now; .+", "$1：其条目当前未知，请用 entry 绑定"],
    ["(.+): braces in its (?:key|assetId)", "$1：其键含有花括号"],
  ] as const
).map(([pattern, zh]) => [new RegExp(`^(?:${pattern})$`), zh] as const);

/** The reason in the language; one that is not in the table stays as the edge wrote it. */
export function leftOutReason(reason: string, language: Language): string {
  if (language === "en") return reason;
  for (const [pattern, zh] of CHINESE) {
    const found = pattern.exec(reason);
    if (found !== null) return zh.replaceAll(/\$(\d)/g, (_, group: string) => found[Number(group)] ?? "");
  }
  return reason;
}
