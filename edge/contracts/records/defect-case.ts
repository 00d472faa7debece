/** Payload of a corrective action against a class of defects, and the proof that its closing keeps. */
import { CANDIDATE_KINDS } from "../quality/causes.ts";
import { CHECKED_PIECES, EFFECT_VERDICTS } from "../quality/loop.ts";
import { type Static, Type } from "../schema.ts";
import { LogTime, Words } from "./fields.ts";

const OrNull = Type.Union([Type.Number(), Type.Null()]);
const Share = Type.Object({ bad: Type.Integer(), pieces: Type.Integer() });

export const DefectCase = Type.Object({
  /** Class of defects. */
  key: Type.String({ minLength: 1, maxLength: 600 }),
  /** The circumstance that was named as cause; absent: another one, which the title says. */
  group: Type.Optional(
    Type.Object({
      candidate: Type.Object({
        kind: Type.Enum([...CANDIDATE_KINDS]),
        operation: Type.String(),
        name: Type.String(),
      }),
      level: Type.String(),
      side: Type.Enum(["is", "below", "above"]),
      cut: OrNull,
      since: OrNull,
    }),
  ),
  /** What the ranking said of it when the case was opened. */
  sentence: Type.Optional(Words),
  /** Pieces that were judged since then are those before the action. */
  from: LogTime,
  /** The same as they were counted when the case was opened. */
  known: Share,
  /** Pieces after the action that the check of effect waits for. */
  pieces: Type.Integer({ minimum: CHECKED_PIECES.least, maximum: CHECKED_PIECES.most }),
});
export type DefectCase = Readonly<Static<typeof DefectCase>>;

/** The check of effect as it was when a person closed the case. */
export const ClosingEffect = Type.Object({
  verdict: Type.Enum([...EFFECT_VERDICTS]),
  before: Share,
  after: Share,
  wanted: Type.Integer(),
  between: Type.Integer(),
  p: Type.Number(),
  difference: Type.Object({ value: Type.Number(), low: Type.Number(), high: Type.Number() }),
  fewest: OrNull,
});
