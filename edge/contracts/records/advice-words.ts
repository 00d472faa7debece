/**
 * Names of states and acts of recommendations. They are apart from the moves between them, because the page translates
 * refusals before its first picture.
 */
import type { LocalizedText } from "../plant/tag.ts";

export const ADVICE_STATES = [
  "proposed",
  "accepted",
  "declined",
  "not-useful",
  "withdrawn",
  "expired",
  "carried-out",
  "assessed",
] as const;
export type AdviceState = (typeof ADVICE_STATES)[number];

export const ADVICE_ACTS = [
  "accept",
  "decline",
  "not-useful",
  "take-back",
  "withdraw",
  "expire",
  "carry-out",
  "assess",
] as const;
export type AdviceActKind = (typeof ADVICE_ACTS)[number];

export const STATE_NAMES: Readonly<Record<AdviceState, LocalizedText>> = {
  proposed: { zh: "待决定", en: "proposed" },
  accepted: { zh: "已采纳", en: "accepted" },
  declined: { zh: "未采纳", en: "declined" },
  "not-useful": { zh: "无用", en: "not useful" },
  withdrawn: { zh: "已撤回", en: "withdrawn" },
  expired: { zh: "已过期", en: "expired" },
  "carried-out": { zh: "已执行", en: "carried out" },
  assessed: { zh: "已评估", en: "assessed" },
};

export const ACT_NAMES: Readonly<Record<AdviceActKind, LocalizedText>> = {
  accept: { zh: "采纳", en: "accepting" },
  decline: { zh: "不采纳", en: "declining" },
  withdraw: { zh: "撤回", en: "withdrawing" },
  expire: { zh: "过期", en: "expiring" },
  "carry-out": { zh: "执行", en: "carrying out" },
  assess: { zh: "评估", en: "assessing" },
  "not-useful": { zh: "标为无用", en: "marking as not useful" },
  "take-back": { zh: "收回决定", en: "taking the decision back" },
};
