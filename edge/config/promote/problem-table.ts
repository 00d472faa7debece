/** Why a proposal of another plant, or a value of it, is not taken. */
import { type ConfigTextTable, configTexts } from "../../contracts/plant/config-text.ts";

export const PROMOTE = {
  "proposal-none": {
    en: "this file is no proposal",
    zh: "该文件不是变更提案",
    remedy: { en: "export one on the other plant, under Versions", zh: "请在另一工厂的“版本”中导出" },
  },
  "proposal-newer": {
    en: "the proposal has format {format}, which this edge does not know",
    zh: "提案格式为 {format}，此边缘端不支持",
    remedy: { en: "update this edge first", zh: "请先升级此边缘端" },
  },
  "proposal-changed": {
    en: "the file was changed after its export, or is damaged",
    zh: "文件在导出后被改动，或已损坏",
    remedy: { en: "export it again; change values after taking it over", zh: "请重新导出；采用之后再修改数值" },
  },
  "proposal-large": {
    en: "the proposal differs in more than {most} values",
    zh: "提案有超过 {most} 处不同",
    remedy: { en: "export fewer sections", zh: "请减少导出的配置项" },
  },
  "proposal-of-files": {
    en: "{section} decides which files are read",
    zh: "{section} 决定读取哪些文件",
    remedy: { en: "change it in the file", zh: "请在文件中更改" },
  },
  "proposal-reference": {
    en: "the value holds ${, a reference to the other machine's environment or files",
    zh: "该值含有 ${，即对另一台主机的环境变量或文件的引用",
    remedy: { en: "write it into the plant's own file", zh: "请写入本工厂自己的文件" },
  },
} as const satisfies ConfigTextTable;

export const { problem } = configTexts(PROMOTE);
