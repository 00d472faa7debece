/** Payloads of work items about safety: a hidden danger and an inspection (rules SR7 to SR23). */
import { LogTime, Name, Note, Words } from "../records/fields.ts";
import { type Static, Type } from "../schema.ts";
import { PlaceFacts } from "./permit.ts";
import { MOST_OF_TICK, PictureId, Pictures } from "./pictures.ts";
import { CONTROL_LEVELS } from "./register.ts";

/** 一般, 重大. */
const DANGER_LEVELS = ["general", "major"] as const;
export type DangerLevel = (typeof DANGER_LEVELS)[number];

const DANGER_SOURCES = ["person", "inspection", "system", "response"] as const;

const Id = Type.String({ minLength: 1, maxLength: 200 });

/** References to what proves it: the number of a document, the name of a picture. */
export const Proofs = Type.Array(Type.String({ minLength: 1, maxLength: 200, pattern: "\\S" }), { maxItems: 10 });

export const DangerFacts = Type.Object({
  place: PlaceFacts,
  /** Hazard of the register. */
  hazard: Type.Optional(Id),
  source: Type.Enum([...DANGER_SOURCES]),
  /** The criterion by which it was major when it was found: it can be graded no lower. */
  criterion: Type.Optional(Id),
  detail: Type.Optional(Note),
  proofs: Type.Optional(Proofs),
  pictures: Type.Optional(Pictures),
  /** The alert that found it. */
  alert: Type.Optional(Id),
  /** The response in which it showed. */
  response: Type.Optional(Id),
  /** The inspection and its item that failed. */
  inspection: Type.Optional(Type.Object({ itemUid: Id, item: Type.Integer({ minimum: 0 }) })),
});
export type DangerFacts = Readonly<Static<typeof DangerFacts>>;

export const InspectionFacts = Type.Object({
  /** `task/ID` or `resource/ID` of the register. */
  task: Id,
  level: Type.Enum([...CONTROL_LEVELS]),
  place: Type.Union([PlaceFacts, Type.Null()]),
  /** As they were when it fell due. */
  items: Type.Array(Words, { minItems: 1, maxItems: 100 }),
  hazards: Type.Array(Type.Union([Id, Type.Null()]), { maxItems: 100 }),
  /** The time in which it is to be done; after it, it is missed. */
  from: LogTime,
  to: LogTime,
});
export type InspectionFacts = Readonly<Static<typeof InspectionFacts>>;

/** `not-checked`: it could not be looked at, so that nothing is known of it. */
const TICK_RESULTS = ["ok", "failed", "not-applicable", "not-checked"] as const;

/** What was seen of one item of an inspection, in the order of its items. */
const Ticks = Type.Array(
  Type.Object(
    {
      result: Type.Enum([...TICK_RESULTS]),
      note: Type.Optional(Note),
      pictures: Type.Optional(Type.Array(PictureId, { maxItems: MOST_OF_TICK })),
    },
    { additionalProperties: false },
  ),
  { maxItems: 100 },
);

/** Facts that acts on hidden dangers and inspections have besides those of all work. */
export const SAFETY_ACT_FIELDS = {
  /** For `plan` of a danger: its level. */
  level: Type.Optional(Type.Enum([...DANGER_LEVELS])),
  /** For `plan` of a major danger: the criterion of the plant's rules. */
  criterion: Type.Optional(Type.String({ maxLength: 200 })),
  /** For `plan` of a danger: measure, money (currency of the site) and contingency plan (定措施, 定资金, 定预案). */
  measure: Type.Optional(Note),
  money: Type.Optional(Type.Number({ minimum: 0, maximum: 1e12 })),
  contingency: Type.Optional(Note),
  /** For `finish` of an inspection. */
  ticks: Type.Optional(Ticks),
  /** For `finish`, `verify` and `remark` of a danger. */
  proofs: Type.Optional(Proofs),
  /** The same as pictures. */
  pictures: Type.Optional(Pictures),
  /** For `remark` on a danger: who was informed, such as the authority, and when. */
  informed: Type.Optional(Type.Object({ who: Name, at: LogTime }, { additionalProperties: false })),
} as const;

interface Item {
  readonly kind: string;
  readonly payload?: object;
}

/** Undefined for other work, and for a danger of an edge that kept no facts of it. */
export function dangerOf({ kind, payload }: Item): DangerFacts | undefined {
  return kind === "hidden-danger" && payload !== undefined && "source" in payload
    ? (payload as DangerFacts)
    : undefined;
}

/** Undefined for other work, and for an inspection by a maintenance plan. */
export function inspectionOf({ kind, payload }: Item): InspectionFacts | undefined {
  return kind === "inspection" && payload !== undefined && "items" in payload
    ? (payload as InspectionFacts)
    : undefined;
}
