/** When it happens: a response plan that was opened, with its ticks (rules RE3 to RE12, docs/rules/response.md). */
import type { Micros } from "../path/sample-batch.ts";
import type { LocalizedText } from "../plant/tag.ts";
import { Name, Note, Words } from "../records/fields.ts";
import { type Static, Type } from "../schema.ts";
import { PlaceFacts } from "./permit.ts";
import { CONTROL_LAYERS, type Place, type Register } from "./register.ts";
import { isOfRegister } from "./register-program.ts";

const Id = Type.String({ minLength: 1, maxLength: 200 });

/** Payload of the work item; the plan is copied, because what was done follows the plan of that day. */
export const ResponseFacts = Type.Object({
  plan: Id,
  place: PlaceFacts,
  isDrill: Type.Boolean(),
  /** The alert that opened it. */
  alert: Type.Optional(Id),
  hazards: Type.Array(Id, { maxItems: 200 }),
  resources: Type.Array(Id, { maxItems: 200 }),
  roles: Type.Array(Type.Object({ id: Id, name: Words, person: Type.Optional(Name) }), { maxItems: 50 }),
  steps: Type.Array(Type.Object({ do: Words, role: Type.Optional(Id) }), { minItems: 1, maxItems: 100 }),
  /** Where the posted escape plan hangs. */
  posted: Type.Optional(Words),
  call: Type.Array(Type.Object({ who: Words, number: Type.String() }), { maxItems: 20 }),
});
export type ResponseFacts = Readonly<Static<typeof ResponseFacts>>;

const STEP_RESULTS = ["done", "not-possible"] as const;
const CONTROL_RESULTS = ["held", "failed", "unknown"] as const;
const Metres = Type.Number({ minimum: -10_000, maximum: 10_000 });

/** Facts that acts on responses have besides those of all work. */
export const RESPONSE_ACT_FIELDS = {
  /** For `tick`: a step of the plan, in its order from 0. The newest one counts. */
  step: Type.Optional(
    Type.Object(
      { at: Type.Integer({ minimum: 0, maximum: 99 }), result: Type.Enum([...STEP_RESULTS]) },
      { additionalProperties: false },
    ),
  ),
  /** For `remark`: all that cannot be passed now: ids of exits, and parts of the floor. The newest one counts. */
  blocked: Type.Optional(
    Type.Object(
      {
        exits: Type.Array(Id, { maxItems: 100 }),
        places: Type.Array(
          Type.Object(
            { x: Metres, y: Metres, radiusM: Type.Number({ minimum: 0.1, maximum: 100 }) },
            { additionalProperties: false },
          ),
          { maxItems: 50 },
        ),
      },
      { additionalProperties: false },
    ),
  ),
  /** For `finish`: how controls of the hazards held. Each that failed is a hidden danger. */
  controls: Type.Optional(
    Type.Array(
      Type.Object(
        {
          hazard: Id,
          layer: Type.Enum([...CONTROL_LAYERS]),
          result: Type.Enum([...CONTROL_RESULTS]),
          note: Type.Optional(Note),
        },
        { additionalProperties: false },
      ),
      { maxItems: 50 },
    ),
  ),
} as const;

type BlockedFact = Static<NonNullable<(typeof RESPONSE_ACT_FIELDS)["blocked"]>>;
/** A part of the floor, plant metres. */
export type BlockedPlace = Readonly<BlockedFact["places"][number]>;
/** Exits and assembly points by id, and parts of the floor, that cannot be passed. */
export type Blocking = { readonly [Kind in keyof BlockedFact]: Readonly<BlockedFact[Kind]> };

type StepResult = (typeof STEP_RESULTS)[number];
export type FailedControl = Static<NonNullable<(typeof RESPONSE_ACT_FIELDS)["controls"]>>[number];

/** The part of an act that is read here. */
export interface ResponseAct {
  readonly kind: string;
  readonly at: Micros;
  readonly by: { readonly name: string; readonly as: "person" | "program" };
  readonly note?: string;
  readonly step?: { readonly at: number; readonly result: StepResult };
  readonly blocked?: Blocking;
  readonly controls?: readonly FailedControl[];
}

/** The plan as it is when it is opened. */
export function responseFacts(
  { id, hazards, resources, roles, steps, posted, call }: Register["plans"][number],
  { place, isDrill, alert }: { readonly place: Place; readonly isDrill: boolean; readonly alert?: string },
): ResponseFacts {
  return {
    plan: id,
    place: { ...place },
    isDrill,
    ...(alert === undefined ? {} : { alert }),
    hazards: [...hazards],
    resources: [...resources],
    roles: roles.map(({ id: role, name, person }) => ({ id: role, name, ...(person === null ? {} : { person }) })),
    steps: steps.map(({ do: text, role }) => ({ do: text, ...(role === null ? {} : { role }) })),
    ...(posted === null ? {} : { posted }),
    call: call.map(({ who, number }) => ({ who, number })),
  };
}

/** Undefined for other work. */
export function responseOf({ kind, payload }: { readonly kind: string; readonly payload?: object }) {
  return kind === "response" && payload !== undefined && "steps" in payload ? (payload as ResponseFacts) : undefined;
}

/** A step as it stands; null: nobody said anything about it. */
export interface StepState {
  readonly do: LocalizedText;
  readonly role: string | null;
  readonly newest: {
    readonly result: StepResult;
    readonly at: Micros;
    readonly by: string;
    readonly note: string | null;
  } | null;
}

/** The steps of the plan in their order. */
export function stepsOf({ steps }: ResponseFacts, acts: readonly ResponseAct[]): readonly StepState[] {
  return steps.map(({ do: text, role }, n) => {
    const act = acts.findLast(({ step }) => step?.at === n);
    return {
      do: text,
      role: role ?? null,
      newest:
        act?.step === undefined
          ? null
          : { result: act.step.result, at: act.at, by: act.by.name, note: act.note ?? null },
    };
  });
}

/** What cannot be passed now. */
export function blockedIn(acts: readonly ResponseAct[]): Blocking {
  return acts.findLast(({ blocked }) => blocked !== undefined)?.blocked ?? { exits: [], places: [] };
}

/** Controls that failed, by the newest finish. */
export function failedControls(acts: readonly ResponseAct[]): readonly FailedControl[] {
  const { controls = [] } = acts.findLast(({ kind }) => kind === "finish") ?? {};
  return controls.filter(({ result }) => result === "failed");
}

/** The counts of the muster, which the edge keeps after the newest end; a remark of anybody else says nothing. */
export function musterRemark(acts: readonly ResponseAct[]): string | undefined {
  const end = acts.findLastIndex(({ kind }) => kind === "finish");
  return acts.findLast((act, at) => at > end && act.kind === "remark" && isOfRegister(act))?.note;
}

export interface ReachedResource {
  readonly resource: Register["resources"][number];
  /** Walking distance as the layout shows it, metres; null: no way is known. */
  readonly distanceM: number | null;
  /** The plan names it. */
  readonly isOfPlan: boolean;
}

/** A computed way, which nobody has verified. */
export interface WayOut {
  /** Id of the exit or assembly point. */
  readonly resource: string;
  readonly lengthM: number;
  /** Corners in order, plant metres. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}
