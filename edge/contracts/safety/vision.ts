/** Events of vision systems about unsafe acts, and what the edge makes of them (docs/vision.md). Advisory. */
import type { Micros } from "../path/sample-batch.ts";
import type { LocalizedText } from "../plant/tag.ts";
import { type Static, Type } from "../schema.ts";

/** Name and version of the schema of an event. A new version is a new name. */
export const VISION_SCHEMA = "gemba.vision/1";

/** Type under which a source hands such a message over. It leaves the path before the log (rule VE3). */
export const VISION_EVENT = "vision.event";

/** What people do. The function `unsafeActs` decides whether they are taken. */
export const UNSAFE_ACTS = [
  "no-helmet",
  "no-glasses",
  "running",
  "phone",
  "smoking",
  "climbing",
  "entered-while-active",
  "fall",
] as const;
/** `smoke-fire` is about a place. */
export const VISION_KINDS = [...UNSAFE_ACTS, "smoke-fire"] as const;
export type VisionKind = (typeof VISION_KINDS)[number];
/** A camera that sees nothing to report says so: `alive` is its sign of life. */
export const EVENT_KINDS = [...VISION_KINDS, "alive"] as const;

/** Pattern of ids of cameras, events, zones and tracks. */
export const VISION_ID = "^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$";

/** Bounds of the members, metres. */
export const PLACE_LIMIT_M = 100_000;
export const ERROR_LIMIT_M = 100;

/**
 * A reference to a picture, never its content: a name or an address without user, password and query, which may carry
 * a key. `data:` is refused.
 */
const PICTURE = "^(?:https://[A-Za-z0-9.-]{1,100}(?::[0-9]{1,5})?/)?[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$";

/** A time with `Z` or an offset. */
export const EVENT_TIME =
  "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.][0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2})$";

/** The event as JSON Schema. A test compares it with the reader and with docs/vision.schema.json. */
export const visionEventSchema = Type.Object(
  {
    schema: Type.Literal(VISION_SCHEMA, { description: "Name and version of this schema." }),
    eventId: Type.String({ pattern: VISION_ID, description: "Of one camera, once. A repeated one changes nothing." }),
    camera: Type.String({ pattern: VISION_ID, description: "Id of a camera of `safety.cameras`." }),
    time: Type.String({ pattern: EVENT_TIME, description: "When it was seen, by the camera's clock (RFC 3339)." }),
    kind: Type.Enum([...EVENT_KINDS], { description: "What was seen; `alive` is a sign of life." }),
    confidence: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description: "How sure the camera is. Required, except with `alive`.",
      }),
    ),
    zone: Type.Optional(Type.String({ pattern: VISION_ID, description: "Id of a zone of the plant." })),
    position: Type.Optional(
      Type.Object(
        {
          x: Type.Number({ minimum: -PLACE_LIMIT_M, maximum: PLACE_LIMIT_M, description: "m, by the plant's axes." }),
          y: Type.Number({ minimum: -PLACE_LIMIT_M, maximum: PLACE_LIMIT_M, description: "m, by the plant's axes." }),
          error95: Type.Optional(
            Type.Number({ minimum: 0, maximum: ERROR_LIMIT_M, description: "Radius that 95 % of errors lie in, m." }),
          ),
        },
        { additionalProperties: false, description: "Where. Personal: in memory only." },
      ),
    ),
    track: Type.Optional(
      Type.String({
        pattern: VISION_ID,
        description: "Ephemeral number of one walk through the picture, never of a person. In memory only.",
      }),
    ),
    picture: Type.Optional(
      Type.String({ pattern: PICTURE, description: "Reference to a picture in the camera system, never its content." }),
    ),
  },
  { additionalProperties: false, description: "An event of a vision system." },
);
export type VisionEvent = Static<typeof visionEventSchema>;

/** Most events of one request. */
export const MOST_EVENTS = 100;

/** What became of an event. A refusal names the member, which is empty where the event as a whole is refused. */
export type VisionOutcome =
  | { readonly result: "taken" | "repeated" }
  | { readonly result: "refused"; readonly field: string; readonly why: string };

/** Whether a camera was heard lately. `silent` and `never-heard`: what it sees is unknown. */
export type CameraState = "heard" | "silent" | "never-heard";

export interface CameraView {
  readonly id: string;
  readonly name: LocalizedText;
  readonly state: CameraState;
  /** Arrival of its newest event; NaN before the first. */
  readonly heardAt: Micros;
  readonly position: { readonly x: number; readonly y: number };
  readonly headingDeg: number;
  readonly viewDeg: number;
  readonly rangeM: number;
  readonly zones: readonly string[];
}

/** A zone that cameras see. Blind: none of them was heard lately, so that nothing is known of it. */
export interface SeenZone {
  readonly zone: string;
  readonly cameras: number;
  readonly heard: number;
  readonly isBlind: boolean;
}

/** An unsafe act that stands as an alert: no track and no position. */
export interface ActView {
  readonly kind: VisionKind;
  readonly since: Micros;
  readonly zone?: string;
  readonly cameras: readonly string[];
  readonly confidence: number;
}

export interface VisionState {
  /** Whether the four facts of `safety.people.unsafeActs` are there. */
  readonly isOn: boolean;
  readonly cameras: readonly CameraView[];
  readonly zones: readonly SeenZone[];
  readonly acts: readonly ActView[];
  readonly counts: Readonly<Record<string, number>>;
}

/** Asked and fed by the API. */
export interface VisionDesk {
  take(event: unknown): VisionOutcome;
  state(): VisionState;
}
