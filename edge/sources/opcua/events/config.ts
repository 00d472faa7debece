/** Config of a source's events: which become alerts, which become events of the plant, and from which fields. */
import { type Static, Type } from "../../../contracts/schema.ts";

const scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);

/** A value taken from an event or record: a field, a part of it, and names for its values. */
const fieldRule = Type.Object(
  {
    field: Type.String({
      minLength: 1,
      description:
        "Browse path of the event's field, such as bj:PieceId; of a ring, the field of a record, such as Piece.",
    }),
    at: Type.Optional(
      Type.String({
        minLength: 1,
        description: "Part of a field that is a structure or an array, such as JobOrderID or [0].StateNumber.",
      }),
    ),
    map: Type.Optional(
      Type.Record(Type.String(), scalar, {
        description:
          "Names for the field's values. A value that is not listed is left out; an event whose type it would be " +
          "is left out and counted.",
      }),
    ),
  },
  { additionalProperties: false },
);

const fieldSource = Type.Union([Type.String({ minLength: 1 }), fieldRule], {
  description: "A field by its browse path, or with `at` and `map`.",
});

/** The parts of an event of the plant, from server events and rings alike. */
const eventParts = {
  type: Type.Optional(
    Type.Union([Type.String({ minLength: 1 }), fieldRule], {
      description: "Type of the event, such as piece.completed; or the field with the type, with a map.",
    }),
  ),
  pieceId: Type.Optional(fieldSource),
  jobId: Type.Optional(fieldSource),
  asset: Type.Optional(
    Type.Union([Type.String({ minLength: 1 }), fieldRule], {
      description:
        "Field with the label of the event's asset. Without it: the asset whose root is above the event's SourceNode.",
    }),
  ),
  sequence: Type.Optional(
    Type.Union([Type.String({ minLength: 1 }), fieldRule], {
      description:
        "Field that counts up by one. A repeated number is the same event again and left out; a jump is recorded " +
        "as missing events.",
    }),
  ),
  sequencePer: Type.Optional(
    Type.Union([Type.Literal("server"), Type.Literal("source")], {
      description:
        "Whether the server counts all its events of the type together, or those of each SourceNode. Default server.",
    }),
  ),
  time: Type.Optional(
    Type.Union([Type.String({ minLength: 1 }), fieldRule], {
      description: "Field with the time of the event; without it the event's Time, or the source time of a ring.",
    }),
  ),
  payload: Type.Record(Type.String({ pattern: "^[A-Za-z][A-Za-z0-9]*$" }), fieldSource, {
    default: {},
    description: "Further fields to keep, by their names here.",
  }),
};

export const eventRule = Type.Object(
  {
    event: Type.String({
      pattern: "^[^:]+:.+|^[A-Za-z]+$",
      description:
        "Browse name of the event type with the prefix of its namespace, such as mt:AlertType. The rule covers " +
        "derived types too; the nearest rule applies.",
    }),
    becomes: Type.Union([Type.Literal("event"), Type.Literal("alert"), Type.Literal("nothing")], {
      default: "event",
      description:
        "event: an event of the plant, by `type`. alert: in the alert book; an event that is not a condition is " +
        "over at once. nothing: not even recorded.",
    }),
    ...eventParts,
    kind: Type.Optional(
      Type.Union([Type.Literal("process"), Type.Literal("safety"), Type.Literal("system")], {
        description: "Category of an alert. Without it: by the condition's class, else process.",
      }),
    ),
    annunciation: Type.Optional(
      Type.Union([Type.Literal("alarm"), Type.Literal("advisory"), Type.Literal("event")], {
        description:
          "Annunciation of an alert. Without it: alarm for conditions that can be active, event for other events.",
      }),
    ),
  },
  { additionalProperties: false, description: "Treatment of one type of event." },
);

export const ringRule = Type.Object(
  {
    path: Type.String({
      pattern: "^/.+",
      description:
        "Browse path from the server's root of an array of structures that a controller fills in a circle, such as " +
        "/Objects/plc:PLC_1/plc:DB_Track/plc:Ring.",
    }),
    every: Type.Integer({
      minimum: 50,
      maximum: 3_600_000,
      default: 500,
      description: "Sampling interval in ms: shorter than the ring needs to go round.",
    }),
    ...eventParts,
    type: Type.Union([Type.String({ minLength: 1 }), fieldRule], {
      description: "Type of the event, or the record's field with the type, with a map.",
    }),
    sequence: Type.String({
      minLength: 1,
      description: "Field of a record that counts up by one and restarts after a cold start of the controller.",
    }),
  },
  { additionalProperties: false, description: "A tracking block: numbered records in a ring." },
);

export type FieldRule = Static<typeof fieldRule>;
export type EventRule = Static<typeof eventRule>;
export type RingRule = Static<typeof ringRule>;
