/**
 * The life cycle of recommendations with its words (rules R14 to R16 and R31 in docs/rules/records.md). Apart from the
 * schema, so that a thread which only names refusals loads no schema library.
 */
import type { LifeCycle } from "./life-cycle.ts";

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

type AdviceActKind = "accept" | "decline" | "not-useful" | "take-back" | "withdraw" | "expire" | "carry-out" | "assess";

const REASON = { note: { zh: "原因", en: "the reason" } };

export const ADVICE_CYCLE: LifeCycle<AdviceState, AdviceActKind> = {
  first: "proposed",
  states: {
    proposed: { zh: "待决定", en: "proposed" },
    accepted: { zh: "已采纳", en: "accepted" },
    declined: { zh: "未采纳", en: "declined" },
    "not-useful": { zh: "无用", en: "not useful" },
    withdrawn: { zh: "已撤回", en: "withdrawn" },
    expired: { zh: "已过期", en: "expired" },
    "carried-out": { zh: "已执行", en: "carried out" },
    assessed: { zh: "已评估", en: "assessed" },
  },
  acts: {
    accept: { zh: "采纳", en: "accepting" },
    decline: { zh: "不采纳", en: "declining" },
    withdraw: { zh: "撤回", en: "withdrawing" },
    expire: { zh: "过期", en: "expiring" },
    "carry-out": { zh: "执行", en: "carrying out" },
    assess: { zh: "评估", en: "assessing" },
    "not-useful": { zh: "标为无用", en: "marking as not useful" },
    "take-back": { zh: "收回决定", en: "taking the decision back" },
  },
  moves: {
    accept: { from: ["proposed"], to: "accepted", least: "operator" },
    decline: { from: ["proposed"], to: "declined", least: "operator", needs: REASON, ends: true },
    withdraw: {
      from: ["proposed", "accepted"],
      to: "withdrawn",
      least: "maintainer",
      needs: REASON,
      byProgram: true,
      ends: true,
    },
    expire: { from: ["proposed"], to: "expired", least: "admin", byProgram: true, ends: true },
    "not-useful": { from: ["proposed"], to: "not-useful", least: "operator", ends: true },
    "take-back": { from: ["declined", "not-useful"], to: "proposed", least: "operator" },
    // A program notes that people finished the work that carries it out.
    "carry-out": { from: ["accepted"], to: "carried-out", least: "operator", byProgram: true, ends: true },
    assess: {
      from: ["accepted", "carried-out"],
      to: "assessed",
      least: "maintainer",
      needs: { outcome: { zh: "结果", en: "the outcome" } },
      byProgram: true,
      ends: true,
    },
  },
};
