/**
 * The life cycle of recommendations (rules R14 to R16 and R31 in docs/rules/records.md). It is apart from their
 * schema, as that of work items is.
 */
import { ACT_NAMES, type AdviceActKind, type AdviceState, STATE_NAMES } from "./advice-words.ts";
import type { LifeCycle } from "./life-cycle.ts";

const REASON = { note: { zh: "原因", en: "the reason" } };

export const ADVICE_CYCLE: LifeCycle<AdviceState, AdviceActKind> = {
  first: "proposed",
  states: STATE_NAMES,
  acts: ACT_NAMES,
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
