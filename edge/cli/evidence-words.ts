/** Words of `gemba evidence`, in both languages. */
import { filledIn } from "../contracts/plant/filled-in.ts";
import type { LocalizedText } from "../contracts/plant/tag.ts";
import type { Verdict } from "../health/recompute.ts";

export const VERDICTS: Readonly<Record<Verdict, LocalizedText>> = {
  exact: { zh: "完全一致", en: "agrees to the last digit" },
  agrees: { zh: "一致，差值在平时范围的 2 % 以内", en: "agrees within 2 % of the usual range" },
  differs: { zh: "不一致", en: "differs" },
  absent: { zh: "无法重算", en: "not computed again" },
};

const WORDS = {
  none: { zh: "历史中没有部件健康报警。", en: "No health alert is in the history." },
  said: { zh: "报警 {raised}；依据截至 {taken}", en: "raised {raised}; evidence up to {taken}" },
  read: {
    zh: "由 {from} 至 {to} 的 {samples} 个采样和 {waveforms} 段波形重新计算",
    en: "computed again from {samples} samples and {waveforms} waveforms, {from} to {to}",
  },
  before: { zh: "当时", en: "then" },
  again: { zh: "重算", en: "now " },
  usual: { zh: "平时 {low} 至 {high}", en: "usually {low} to {high}" },
  tail: { zh: "正常运行中的概率 {p}", en: "probability in normal running {p}" },
  regime: { zh: "工况：{regime}", en: "regime: {regime}" },
  since: { zh: "自 {since} 起超出平时范围", en: "out of the usual range since {since}" },
  learning: {
    zh: "历史自 {from} 开始，不足以学到平时的状态：更早的学习数据已不在历史中，或由另一份配置得到。",
    en:
      "The history begins at {from}, which is too little to learn what is usual: what was learnt before is no longer " +
      "in it, or was learnt with another config.",
  },
  missing: {
    zh: "历史自 {from} 开始。此前学到的内容、后来改变的配置或检测方法、以及未保存的采样，都会使结果不同。",
    en:
      "The history begins at {from}. What was learnt before, a config or a watch that was changed since, and samples " +
      "that are not kept make a difference.",
  },
  broken: {
    zh: "{label} 的检测 {watch} 出错，其依据无法重算：{error}",
    en: "watch {watch} of {label} failed: {error}",
  },
} as const satisfies Readonly<Record<string, LocalizedText>>;

/** Says one of them with its parts. */
export const evidenceWords = (language: keyof LocalizedText) => filledIn(WORDS, language);
