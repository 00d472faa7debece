/**
 * Advice that a person decides on (rules R14 to R16 in docs/rules/records.md). Nothing that is recommended is carried
 * out by the edge.
 */

import type { Role } from "../access/access.ts";
import { type Static, type TSchema, Type } from "../schema.ts";
import { ADVICE_CYCLE } from "./advice-cycle.ts";
import { ADVICE_ACTS, type AdviceState } from "./advice-words.ts";
import { Evidence } from "./evidence.ts";
import { ComponentPath, LogTime, Name, Subject, Words } from "./fields.ts";
import { Hypothesis } from "./hypothesis.ts";
import { ACT_FIELDS, Actor, afterAct, MOST_ACTS, type Refused, refused, stateIn } from "./life-cycle.ts";

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

/**
 * The result. Of an effect: `as-expected`, `less`, `none` or `worse`, with `actual` in its unit. Of a statement: what
 * people said of it (`right`, `wrong`, `not-useful`). `not-done`: the work was rejected. `over`: its reason ended.
 */
const Outcome = Type.Object({
  actual: Type.Optional(Type.Number()),
  verdict: Type.Enum([
    "as-expected",
    "less",
    "none",
    "worse",
    "right",
    "wrong",
    "not-useful",
    "not-done",
    "over",
    "unknown",
  ]),
  /** Kind of fault that people found. */
  found: Type.Optional(Hypothesis.properties.kind),
});

/** A record that it rests on, by the uid that the API gives it. */
const Basis = Type.Object({
  kind: Type.Enum(["alert", "component", "machine", "order", "plan", "source", "study"]),
  uid: Type.String({ minLength: 1, maxLength: 300 }),
  /** Of an alert that may be raised again. */
  occurrenceUid: Type.Optional(Type.String({ maxLength: 64 })),
  /** The time that was judged. */
  from: Type.Optional(LogTime),
  to: Type.Optional(LogTime),
});
export type Basis = Readonly<Static<typeof Basis>>;

const AdviceAct = Type.Object({
  ...ACT_FIELDS,
  kind: Type.Enum([...ADVICE_ACTS]),
  outcome: Type.Optional(Outcome),
  /** For `accept`: the work item that carries it out. */
  itemUid: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
});
export type AdviceAct = Readonly<Static<typeof AdviceAct>>;

/** A recommendation with the payload that its owner adds. */
export function recommendationOf<Payload extends TSchema>(payload: Payload) {
  return Type.Object({
    adviceUid: Type.String({ minLength: 1, maxLength: 64 }),
    /** The rule that made it, such as `brief/wear`. */
    rule: Name,
    /** What it is about, in words of its rule: at most one recommendation of a key is in force. */
    key: Type.String({ minLength: 1, maxLength: 500 }),
    /** Absent where it is about the whole plant. */
    about: Type.Object({
      assetUid: Type.Optional(Subject.properties.assetUid),
      component: Type.Optional(ComponentPath),
    }),
    what: Words,
    why: Words,
    /** Steps to take, where the rule knows them. */
    action: Type.Optional(Words),
    /** What may happen otherwise, where it is known. */
    consequence: Type.Optional(Words),
    /** Absent where the rule gives no figure. */
    effect: Type.Optional(Effect),
    evidence: Type.Array(Evidence, { maxItems: 20 }),
    basis: Type.Array(Basis, { maxItems: 20 }),
    proposedAt: LogTime,
    proposedBy: Actor,
    /** Where the commit log was when it was made. */
    logPosition: Type.Optional(Type.Number()),
    /** After this time it cannot be accepted. */
    validUntil: LogTime,
    acts: Type.Array(AdviceAct, { maxItems: MOST_ACTS }),
    payload: Type.Optional(payload),
  });
}

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
  if ((kind === "accept" || kind === "take-back") && at > validUntil)
    return refused("wrong-state", {
      zh: "该建议已过有效期，不能再作决定",
      en: "the recommendation is no longer valid; nothing can be decided about it",
    });
  if (kind === "expire" && at <= validUntil)
    return refused("too-early", { zh: "该建议仍在有效期内", en: "the recommendation is still valid" });
  return undefined;
}
