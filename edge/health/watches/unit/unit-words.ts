import type { LocalizedText } from "../../../contracts/plant/tag.ts";
import type { Signature } from "../../watch.ts";

/** Machines at work and at rest are learnt apart. */
export const REGIMES = ["executing", "at rest"] as const;

export const WORDS = {
  relations: {
    title: { zh: "测量值互不相符的时间比例", en: "Share of time in which the values do not fit each other" },
    meaning: {
      zh: "最近数小时内各测量值之间的关系与学到的关系不符的时间比例。",
      en: "Share of the last hours in which the values break the relations that were learnt.",
    },
  },
  levels: {
    title: { zh: "各测量值之间关系的缓慢偏移", en: "Slow shift of the values against each other" },
    meaning: {
      zh: "自学习以来各测量值相互关系的偏移量（标准差）。",
      en: "How far the relations of the values have moved since they were learnt, in standard deviations.",
    },
  },
} satisfies Readonly<Record<string, { readonly title: LocalizedText; readonly meaning: LocalizedText }>>;

const UNLIKE_BEFORE = {
  kind: "unlike-before",
  name: { zh: "运行方式与以往不同", en: "running unlike before" },
  advice: {
    zh: "查看所列测量值：如果设备没有换产品、参数或季节性变化，请检查设备。",
    en: "Look at the values that are named. If product, settings and surroundings are the same, inspect the machine.",
  },
};

/** Values leave their relations at once or slowly. */
export const SIGNATURES: readonly Signature[] = [
  { ...UNLIKE_BEFORE, signs: { relations: 1, levels: 0 } },
  { ...UNLIKE_BEFORE, signs: { relations: 0, levels: 1 } },
];
