/**
 * Advice that a person decides on (rules R14 to R16 in docs/rules/records.md). Nothing that is recommended is carried
 * out by the edge.
 */

import type { Role } from "../access/access.ts";
import { type Static, type TSchema, Type } from "../schema.ts";
import { Evidence } from "./evidence.ts";
import { LogTime, Name, Subject, Words } from "./fields.ts";
import {
  ACT_FIELDS,
  Actor,
  afterAct,
  type LifeCycle,
  MOST_ACTS,
  type Refused,
  refused,
  stateIn,
} from "./life-cycle.ts";

type AdviceState = "proposed" | "accepted" | "declined" | "withdrawn" | "expired" | "carried-out" | "assessed";

/** The change that is expected, with the interval that the method gives. `low` ≤ `expected` ≤ `high`. */
const Effect = Type.Object({
  /** The quantity that changes, such as `energy` or `scrap`. */
  quantity: Name,
  /** UCUM. */
  unit: Type.String({ maxLength: 40 }),
  expected: Type.Number(),
  low: Type.Number(),
  high: Type.Number(),
  confidence: Type.Number({ minimum: 0, maximum: 1 }),
});

/** The result. `actual` in the unit of the effect. */
const Outcome = Type.Object({
  actual: Type.Optional(Type.Number()),
  verdict: Type.Union([
    Type.Literal("as-expected"),
    Type.Literal("less"),
    Type.Literal("none"),
    Type.Literal("worse"),
    Type.Literal("unknown"),
  ]),
});

const AdviceAct = Type.Object({
  ...ACT_FIELDS,
  kind: Type.Union([
    Type.Literal("accept"),
    Type.Literal("decline"),
    Type.Literal("withdraw"),
    Type.Literal("expire"),
    Type.Literal("carry-out"),
    Type.Literal("assess"),
  ]),
  outcome: Type.Optional(Outcome),
});
export type AdviceAct = Readonly<Static<typeof AdviceAct>>;

/** A recommendation with the payload that its owner adds. */
export function recommendationOf<Payload extends TSchema>(payload: Payload) {
  return Type.Object({
    adviceUid: Type.String({ minLength: 1 }),
    about: Subject,
    what: Words,
    why: Words,
    effect: Effect,
    evidence: Type.Array(Evidence, { minItems: 1, maxItems: 20 }),
    proposedAt: LogTime,
    proposedBy: Actor,
    /** After this time it cannot be accepted. */
    validUntil: LogTime,
    acts: Type.Array(AdviceAct, { maxItems: MOST_ACTS }),
    payload: Type.Optional(payload),
  });
}

const REASON = { note: { zh: "原因", en: "the reason" } };

export const ADVICE_CYCLE: LifeCycle<AdviceState, AdviceAct["kind"]> = {
  first: "proposed",
  states: {
    proposed: { zh: "待决定", en: "proposed" },
    accepted: { zh: "已采纳", en: "accepted" },
    declined: { zh: "未采纳", en: "declined" },
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
    "carry-out": { from: ["accepted"], to: "carried-out", least: "operator", ends: true },
    assess: {
      from: ["carried-out"],
      to: "assessed",
      least: "maintainer",
      needs: { outcome: { zh: "结果", en: "the outcome" } },
      byProgram: true,
      ends: true,
    },
  },
};

interface AdviceFacts {
  readonly validUntil: number;
  readonly acts: readonly AdviceAct[];
}

/** Derived from the acts, never stored. */
export function adviceState(advice: Pick<AdviceFacts, "acts">): AdviceState {
  return stateIn(ADVICE_CYCLE, advice);
}

/** The recommendation after an act, or why it is refused. `role`: the actor's present role. */
export function afterAdvice<Advice extends AdviceFacts>(advice: Advice, act: AdviceAct, role: Role): Advice | Refused {
  return afterAct(ADVICE_CYCLE, advice, act, { role, extra: whileValid });
}

function whileValid({ validUntil }: AdviceFacts, { kind, at }: AdviceAct): Refused | undefined {
  if (kind === "accept" && at > validUntil)
    return refused("wrong-state", {
      zh: "该建议已过有效期，不能采纳",
      en: "the recommendation is no longer valid; it cannot be accepted",
    });
  if (kind === "expire" && at <= validUntil)
    return refused("too-early", { zh: "该建议仍在有效期内", en: "the recommendation is still valid" });
  return undefined;
}
