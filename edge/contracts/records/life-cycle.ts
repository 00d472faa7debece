/**
 * The life cycle of every record: facts in order, and the state derived from them (rules R4 to R9 in
 * docs/rules/records.md). Pure, and without a clock: an act carries the time that the log has.
 */

import { isAtLeast, type Role } from "../access/access.ts";
import type { LocalizedText } from "../plant/tag.ts";
import { type Static, Type } from "../schema.ts";
import { LogTime, Name, Note } from "./fields.ts";

/** Acts that a record takes. */
export const MOST_ACTS = 200;
/** The last of them are kept for acts that end the record: a full record could not be ended otherwise. */
const KEPT_FOR_END = 10;
/** Acts of programs beyond which they change the state or keep silent: the other places are for people. */
const MOST_BY_PROGRAMS = 100;

/** The actor. A program (a detector, a token, the passing of time) decides nothing. */
export const Actor = Type.Object({ name: Name, as: Type.Union([Type.Literal("person"), Type.Literal("program")]) });
type Actor = Readonly<Static<typeof Actor>>;

/** Fields of every act. `actUid` identifies a repeated act, so that replay changes nothing. */
export const ACT_FIELDS = {
  actUid: Type.String({ minLength: 1, maxLength: 64 }),
  at: LogTime,
  by: Actor,
  note: Type.Optional(Note),
} as const;

interface Act {
  readonly kind: string;
  readonly actUid: string;
  readonly at: number;
  readonly by: Actor;
  readonly note?: string;
}

/** A move: its states, and the conditions for the act. */
interface Move<State extends string> {
  readonly from: readonly State[];
  /** Absent: the state stays, as after a remark. */
  readonly to?: State;
  readonly least: Role;
  /** Fields of the act without which it is refused, each with its name for people. */
  readonly needs?: Readonly<Record<string, LocalizedText>>;
  /** It brings the record nearer to its end: the last places of the record are kept for such acts. */
  readonly ends?: true;
  /** A program may do it too, because it is not a decision. */
  readonly byProgram?: true;
}

export interface LifeCycle<State extends string, Kind extends string> {
  readonly first: State;
  /** Names of states and acts, for refusals and screens. */
  readonly states: Readonly<Record<State, LocalizedText>>;
  readonly acts: Readonly<Record<Kind, LocalizedText>>;
  readonly moves: Readonly<Record<Kind, Move<State>>>;
}

/** Why an act is not done. The record is as it was. */
export interface Refused {
  readonly refused: "wrong-state" | "not-allowed" | "fact-missing" | "same-person" | "too-many-acts" | "too-early";
  readonly reason: LocalizedText;
}

interface Moving<A extends Act> {
  readonly acts: readonly A[];
}

/** The state that the acts of a record lead to. */
export function stateIn<State extends string, A extends Act>(
  { first, moves }: LifeCycle<State, A["kind"]>,
  { acts }: Moving<A>,
): State {
  for (const { kind } of acts.toReversed()) {
    // A later version may know acts that this one does not.
    const to = moves[kind as A["kind"]]?.to;
    if (to !== undefined) return to;
  }
  return first;
}

/**
 * The record after an act, or why it is refused. Returns the same record for an act that it already has. `role`: the
 * actor's present role. `extra` refuses by facts of the record itself.
 */
export function afterAct<State extends string, A extends Act, R extends Moving<A>>(
  cycle: LifeCycle<State, A["kind"]>,
  record: R,
  act: A,
  { role, extra }: { readonly role: Role; readonly extra?: (record: R, act: A) => Refused | undefined },
): R | Refused {
  if (record.acts.some(({ actUid }) => actUid === act.actUid)) return record;
  const refusal = refusalOf(cycle, record, act, role) ?? extra?.(record, act);
  return refusal ?? { ...record, acts: [...record.acts, act] };
}

export function isRefused(answer: object): answer is Refused {
  return "refused" in answer;
}

function refusalOf<State extends string, A extends Act>(
  cycle: LifeCycle<State, A["kind"]>,
  record: Moving<A>,
  act: A,
  role: Role,
): Refused | undefined {
  const move = cycle.moves[act.kind as A["kind"]];
  const current = stateIn(cycle, record);
  const [state, name] = [cycle.states[current], cycle.acts[act.kind as A["kind"]]];
  if (!move.from.includes(current))
    return refused("wrong-state", {
      zh: `当前状态为“${state.zh}”，不能${name.zh}`,
      en: `it is ${state.en}; ${name.en} is not possible now`,
    });
  if (act.by.as === "program" && move.byProgram !== true)
    return refused("not-allowed", { zh: `${name.zh}须由人员决定`, en: `${name.en} takes a person` });
  if (act.by.as === "person" && !isAtLeast(role, move.least))
    return refused("not-allowed", {
      zh: `${name.zh}需要 ${move.least} 或更高角色`,
      en: `${name.en} takes the role ${move.least} or a higher one`,
    });
  const missing = Object.entries(move.needs ?? {}).find(([field]) => isMissing(act[field as keyof A]));
  if (missing !== undefined)
    return refused("fact-missing", {
      zh: `${name.zh}时请填写${missing[1].zh}`,
      en: `${name.en}: give ${missing[1].en}`,
    });
  if (act.at < (record.acts.at(-1)?.at ?? Number.NEGATIVE_INFINITY))
    return refused("too-early", {
      zh: "该操作的时间早于上一次操作，请刷新后重试",
      en: "the act is older than the one before it; load the record again and repeat the act",
    });
  return roomRefusal(record, act, { ends: move.ends === true, stays: move.to === undefined || move.to === current });
}

/** `ends`: the act brings the record nearer to its end. `stays`: the state stays, as after a remark. */
function roomRefusal<A extends Act>(
  { acts }: Moving<A>,
  { by }: A,
  { ends, stays }: { readonly ends: boolean; readonly stays: boolean },
): Refused | undefined {
  if (acts.length >= MOST_ACTS - (ends ? 0 : KEPT_FOR_END))
    return refused("too-many-acts", {
      zh: `该记录已有 ${acts.length} 次操作，请结束该记录并新建一条`,
      en: `the record has ${acts.length} acts; end it and open a new one`,
    });
  if (by.as !== "program" || !stays) return undefined;
  const byPrograms = acts.filter((one) => one.by.as === "program").length;
  return byPrograms < MOST_BY_PROGRAMS
    ? undefined
    : refused("too-many-acts", {
        zh: `该记录已有 ${byPrograms} 次程序的操作，其余留给人员`,
        en: `the record has ${byPrograms} acts of programs; the rest is kept for people`,
      });
}

export function refused(code: Refused["refused"], reason: LocalizedText): Refused {
  return { refused: code, reason };
}

function isMissing(value: unknown): boolean {
  return value === undefined || (typeof value === "string" && value.trim() === "");
}
