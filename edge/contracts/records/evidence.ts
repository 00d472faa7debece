/** Evidence of a statement: rules R1 to R3 in docs/rules/records.md. */
import { type Static, Type } from "typebox";
import type { TagRef } from "../plant/tag.ts";
import { LogTime, Words } from "./fields.ts";

/**
 * Evidence from one tag: enough to draw it and to argue with it. Fields that came later are optional, so
 * that evidence of older alerts is evidence still. Values are in the tag's unit.
 */
export const Evidence = Type.Object({
  tag: Type.Unsafe<TagRef>(Type.Integer({ minimum: 0 })),
  /** Kind of the detector, such as `limit`. Absent in reports of servers and of older edges. */
  detector: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  /** The stretch of time that was judged, by the source's clock: from when the condition began to its newest value. */
  from: Type.Optional(LogTime),
  to: Type.Optional(LogTime),
  /** The value at the beginning of the stretch, where the change since then is judged. */
  startValue: Type.Optional(Type.Number()),
  /** The newest value. */
  value: Type.Number(),
  /** OPC UA quality of the newest value. Bad values are never evidence. */
  quality: Type.Optional(Type.Union([Type.Literal("good"), Type.Literal("uncertain")])),
  /** The limit, reference or threshold that the value was compared with. */
  limit: Type.Optional(Type.Number()),
  /** For predictions that came true: since when the value is beyond the limit. */
  crossedAt: Type.Optional(LogTime),
  /** For predictions: when the limit will be crossed, with the interval that the method gives. */
  prediction: Type.Optional(
    Type.Object({ at: LogTime, from: LogTime, to: LogTime, confidence: Type.Number({ minimum: 0, maximum: 1 }) }),
  ),
  /** One sentence on why, from the detector. */
  why: Words,
});
export type Evidence = Readonly<Static<typeof Evidence>>;
