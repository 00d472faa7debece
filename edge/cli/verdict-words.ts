/** Words of `gemba verdicts`, in both languages. */
import { filledIn } from "../contracts/plant/filled-in.ts";
import type { LocalizedText } from "../contracts/plant/tag.ts";

const WORDS = {
  proposed: {
    zh: "现行第 {from} 版；建议第 {to} 版，依据 {verdicts} 条评价。尚未改变任何设置：用 gemba verdicts apply 启用。",
    en:
      "Version {from} is in force; version {to} is proposed, from {verdicts} verdicts. Nothing was changed: " +
      "gemba verdicts apply puts it into force.",
  },
  unchanged: {
    zh: "现行第 {from} 版，依据 {verdicts} 条评价：没有新的变化。",
    en: "Version {from} is in force. {verdicts} verdicts change nothing.",
  },
  applied: {
    zh: "第 {to} 版已启用（此前为第 {from} 版），依据 {verdicts} 条评价。",
    en: "Version {to} is in force (before: {from}), from {verdicts} verdicts.",
  },
  back: {
    zh: "已恢复第 {to} 版（此前为第 {from} 版）。",
    en: "Version {to} is in force again (before: {from}).",
  },
  default: { zh: "第 0 版即出厂默认值。", en: "Version 0 is the defaults." },
  priors: { zh: "故障种类的先验概率（此前 → 此后）", en: "How common each kind of fault is (before → after)" },
  place: { zh: "{type} {component}：{verdicts} 条评价", en: "{type} {component}: {verdicts} verdicts" },
  whole: { zh: "整机", en: "the asset itself" },
  kind: { zh: "{before} → {after}  {kind}（发现 {found} 次）", en: "{before} → {after}  {kind} (found {found} times)" },
  others: { zh: "另有 {others} 次发现其他种类，不计入", en: "found {others} times: other kinds, which do not count" },
  softer: {
    zh: "严重度：降低 {before} → {after} 档",
    en: "severity: lower by {before} → {after} steps",
  },
  levels: {
    zh: "发出提示所需的依据（−lg 概率，默认 9）",
    en: "Evidence that a finding needs (−lg of probability, default 9)",
  },
  level: { zh: "{before} → {after}  {type} {watch}", en: "{before} → {after}  {type} {watch}" },
  past: { zh: "以往已评价的提示（此前 → 此后）", en: "Findings that were judged (before → after)" },
  count: {
    zh:
      "{verdict}：{findings} 条，会发出 {raisedBefore} → {raisedAfter} 条；" +
      "已查明故障的 {named} 条中首位正确 {firstBefore} → {firstAfter} 条",
    en:
      "{verdict}: {findings}, of which {raisedBefore} → {raisedAfter} would be raised; right kind named first in " +
      "{firstBefore} → {firstAfter} of {named} with a known kind",
  },
  right: { zh: "正确", en: "right" },
  wrong: { zh: "错误", en: "wrong" },
  "not-useful": { zh: "正确但无用", en: "right, not useful" },
  unjudged: { zh: "未评价，仅有查明的故障", en: "no verdict, kind found" },
  kept: { zh: "保留", en: "kept" },
  gone: { zh: "不再发出", en: "gone" },
  unknown: { zh: "无法判断", en: "not known" },
  one: {
    zh: "{at}  {asset} {component}  {verdict}  查明：{found}  {raised}  首位：{before} → {after}",
    en: "{at}  {asset} {component}  {verdict}  found: {found}  {raised}  first: {before} → {after}",
  },
  caveat: {
    zh: "“保留”与“不再发出”按上报时的依据判断；提示也可能在依据更强时稍后发出。",
    en: "Kept or gone: judged by the evidence at the time of the report. One that is gone may only come later.",
  },
} as const satisfies Readonly<Record<string, LocalizedText>>;

/** Says one of them with its parts. */
export const verdictWords = (language: keyof LocalizedText) => filledIn(WORDS, language);
