/** Evidence of a statement: rules R1 to R3, R21 and R22 in docs/rules/records.md. */

import type { TagRef } from "../plant/tag.ts";
import { type Static, Type } from "../schema.ts";
import { ComponentPath, LogTime, Words } from "./fields.ts";

/**
 * Evidence from one tag: enough to draw it and to argue with it. Fields that came later are optional, so that evidence
 * of older alerts stays valid. Values are in the tag's unit.
 */
export const Evidence = Type.Object({
  tag: Type.Unsafe<TagRef>(Type.Integer({ minimum: 0 })),
  /** Kind of the detector, such as `limit`. Absent in reports of servers and of older edges. */
  detector: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  /** Name within the asset of the watch that gives it, where a detector has several. */
  watch: Type.Optional(Type.String({ maxLength: 200 })),
  /** The stretch of time that was judged, by the source's clock: from when the condition began to its newest value. */
  from: Type.Optional(LogTime),
  to: Type.Optional(LogTime),
  /** The value at the beginning of the stretch, where the change since then is judged. */
  startValue: Type.Optional(Type.Number()),
  /** The newest value. Absent where the tag has no number, as a waveform. */
  value: Type.Optional(Type.Number()),
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
  /** Path of the component that it is about (rule AS10). Absent: the component that the tag observes. */
  component: Type.Optional(ComponentPath),
  /** The statistic computed from the samples, where it is judged instead of a plain value. */
  statistic: Type.Optional(
    Type.Object({
      name: Words,
      /** One sentence that explains it to people who do not know the name. */
      meaning: Words,
      value: Type.Number(),
      /** UCUM. */
      unit: Type.String({ maxLength: 40 }),
    }),
  ),
  /** The range that is usual in the regime: of the statistic, or of the value where there is no statistic. */
  usual: Type.Optional(Type.Object({ low: Type.Number(), high: Type.Number() })),
  /** Probability of such an extreme value in normal running. */
  tailProbability: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  /** Share of this tag in a statement that several tags support. */
  contribution: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  /** Time since which it is out of its usual range. */
  since: Type.Optional(LogTime),
  /** The state of the machine that the usual range was learnt in, such as a program or a load. */
  regime: Type.Optional(Words),
  /** One sentence on why, from the detector. */
  why: Words,
});
export type Evidence = Readonly<Static<typeof Evidence>>;
