/** How a source's events are told in the config: what becomes an alert, what an event of the plant, from which fields. */
import { type Static, Type } from "typebox";

const scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);

/** What is taken from an event or record: a field, a part of it, and what its values are called here. */
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
          "What the field's values are called here. One that is not listed has no value, and an event whose type it would be is left out and counted.",
      }),
    ),
  },
  { additionalProperties: false },
);

const fieldSource = Type.Union([Type.String({ minLength: 1 }), fieldRule], {
  description: "A field by its browse path, or with `at` and `map`.",
});

/** What events of the plant are made of, whatever they come from. */
const eventParts = {
  type: Type.Optional(
    Type.Union([Type.String({ minLength: 1 }), fieldRule], {
      description: "Type of the event, such as piece.completed; or the field that tells it, with a map.",
    }),
  ),
  pieceId: Type.Optional(fieldSource),
  jobId: Type.Optional(fieldSource),
  asset: Type.Optional(
    Type.Union([Type.String({ minLength: 1 }), fieldRule], {
      description:
        "Field that holds the label of the asset it happened at. Without it: the asset whose root the event's SourceNode lies below.",
    }),
  ),
  sequence: Type.Optional(
    Type.Union([Type.String({ minLength: 1 }), fieldRule], {
      description:
        "Field that counts up by one. A number seen before is the same event again and left out; a jump is recorded as events that are missing.",
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
      description: "Field that tells when it happened; without it the event's Time, or the source time of a ring.",
    }),
  ),
  payload: Type.Record(Type.String({ pattern: "^[A-Za-z][A-Za-z0-9]*$" }), fieldSource, {
    default: {},
    description: "What else is kept, by the name it has here.",
  }),
};

export const eventRule = Type.Object(
  {
    event: Type.String({
      pattern: "^[^:]+:.+|^[A-Za-z]+$",
      description:
        "Browse name of the event type with the prefix of its namespace, such as mt:AlertType. Types derived from it are meant too; the nearest rule counts.",
    }),
    becomes: Type.Union([Type.Literal("event"), Type.Literal("alert"), Type.Literal("nothing")], {
      default: "event",
      description:
        "event: one of the plant, by `type`. alert: in the alert book; what is no condition of the server is over as soon as it is told. nothing: not even recorded.",
    }),
    ...eventParts,
    kind: Type.Optional(
      Type.Union([Type.Literal("process"), Type.Literal("safety"), Type.Literal("system")], {
        description: "Of an alert. Without it: what the condition's class says, else process.",
      }),
    ),
    annunciation: Type.Optional(
      Type.Union([Type.Literal("alarm"), Type.Literal("advisory"), Type.Literal("event")], {
        description: "Of an alert. Without it alarm for conditions that can be active, event for what is no condition.",
      }),
    ),
  },
  { additionalProperties: false, description: "What becomes of one type of event." },
);

export const ringRule = Type.Object(
  {
    path: Type.String({
      pattern: "^/.+",
      description:
        "Browse path from the server's root of an array of structures that a controller fills in a circle, such as /Objects/plc:PLC_1/plc:DB_Track/plc:Ring.",
    }),
    every: Type.Integer({
      minimum: 50,
      maximum: 3_600_000,
      default: 500,
      description: "Sampling interval in ms: shorter than the ring needs to go round.",
    }),
    ...eventParts,
    type: Type.Union([Type.String({ minLength: 1 }), fieldRule], {
      description: "Type of the event, or the record's field that tells it, with a map.",
    }),
    sequence: Type.String({
      minLength: 1,
      description: "Field of a record that counts up by one and begins anew when the controller was started cold.",
    }),
  },
  { additionalProperties: false, description: "A tracking block: records that are numbered, in a ring." },
);

export type FieldRule = Static<typeof fieldRule>;
export type EventRule = Static<typeof eventRule>;
export type RingRule = Static<typeof ringRule>;
