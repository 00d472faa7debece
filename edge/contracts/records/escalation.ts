/**
 * Calls people, level by level, about a record that waits for an act (rules R17 to R20 in docs/rules/records.md).
 * Time is log time: nothing here reads a clock, so that replay gives the same.
 */
import { type Static, Type } from "../schema.ts";
import { LogTime, Name } from "./fields.ts";

const MOST_LEVELS = 8;

export const Escalation = Type.Object({
  /** Uid of the record that waits. */
  about: Type.String({ minLength: 1 }),
  /** In order: the people to call after `afterS` seconds. */
  levels: Type.Array(Type.Object({ afterS: Type.Number({ minimum: 0 }), call: Name }), {
    minItems: 1,
    maxItems: MOST_LEVELS,
  }),
  /** Kinds of acts on the record that end it. */
  endsWith: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }),
  beganAt: LogTime,
  /** Number of levels that have been notified. */
  called: Type.Integer({ minimum: 0, maximum: MOST_LEVELS }),
  ended: Type.Optional(Type.Object({ at: LogTime, actUid: Type.String(), kind: Type.String() })),
});
export type Escalation = Readonly<Static<typeof Escalation>>;

/** The escalation at a time of the log, and the people to call now: each level once, even where the time goes back. */
export function afterTime(
  escalation: Escalation,
  now: number,
): { readonly escalation: Escalation; readonly calls: readonly string[] } {
  const { levels, beganAt, called, ended } = escalation;
  const next = levels.findIndex(({ afterS }) => now - beganAt < afterS * 1e6);
  const due = next < 0 ? levels.length : next;
  if (ended !== undefined || due <= called) return { escalation, calls: [] };
  const calls = levels.slice(called, due).map(({ call }) => call);
  return { escalation: { ...escalation, called: due }, calls };
}

/** The escalation after an act on its record. Only the first act that ends it counts. */
export function afterRecordAct(
  escalation: Escalation,
  { kind, actUid, at }: { readonly kind: string; readonly actUid: string; readonly at: number },
): Escalation {
  return escalation.ended !== undefined || !escalation.endsWith.includes(kind)
    ? escalation
    : { ...escalation, ended: { at, actUid, kind } };
}
