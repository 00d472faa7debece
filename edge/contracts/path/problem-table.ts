import { type ConfigSentence, type ConfigTextTable, configTexts } from "../plant/config-text.ts";

/** Problems of waveforms that several kinds of sources find. */
export const WAVEFORM = {
  "waveform-no-distance": {
    en: "a tag of type waveform needs its distance in time: add `waveform: { rate: 25600 }`, or `dt` in seconds",
    zh: "waveform 类型的标签需要时间间隔：请添加 `waveform: { rate: 25600 }`，或以秒为单位的 `dt`",
  },
  "waveform-other-type": {
    en: "a tag of type {type} has no waveform: take it out, or make the tag `type: waveform`",
    zh: "{type} 类型的标签没有 waveform：请去掉，或将标签改为 `type: waveform`",
  },
  "waveform-rate-or-dt": {
    en: "give either rate (points a second) or dt (seconds between points)",
    zh: "rate（每秒点数）与 dt（点间隔秒数）必须且只能填写一项",
  },
  "waveform-whole-array": {
    en: "a waveform is a whole array: take index and column out",
    zh: "波形是整个数组：请去掉 index 和 column",
  },
  "waveform-no-field": {
    en: "a waveform is a whole array or a row of a matrix: take field out",
    zh: "波形是整个数组或矩阵的一行：请去掉 field",
  },
} as const satisfies ConfigTextTable;

export const { sentence: waveformSentence } = configTexts(WAVEFORM);

/** Problems of a tag's `waveform`: tags of type waveform need one with either rate or dt, others have none. */
export function waveformProblems(
  timing: { readonly rate?: unknown; readonly dt?: unknown } | undefined,
  type: string,
): readonly ConfigSentence[] {
  if (timing === undefined) return type === "waveform" ? [waveformSentence("waveform-no-distance", {})] : [];
  if (type !== "waveform") return [waveformSentence("waveform-other-type", { type })];
  return (timing.rate === undefined) === (timing.dt === undefined) ? [waveformSentence("waveform-rate-or-dt", {})] : [];
}
