/** Config schemas of a JSON source, its assets and its tags. */
import { type Static, Type } from "../../../contracts/schema.ts";
import { connectionKeys } from "../../../mqtt/connection.ts";
import { TIME_UNITS, type TimeUnit } from "../message-time.ts";
import { POINTER_PATTERN, projectionKeys } from "../projection.ts";
import { waveformKey } from "../waveform.ts";
import { eventRule } from "./event-rules.ts";
import { TOPIC_PATTERN } from "./topics.ts";

export const Config = Type.Object(
  {
    ...connectionKeys,
    format: Type.Optional(
      Type.Union([Type.Literal("json"), Type.Literal("text")], {
        description:
          "Default: json. With text the whole payload is one value, a number where it looks like one; its " +
          "pointer is empty.",
      }),
    ),
    timePointer: Type.Optional(
      Type.String({
        pattern: "^(/.*)?$",
        description:
          "Where messages, or the entries of samplesPointer, hold their time: RFC 3339 text or a number " +
          "since 1970. Default: the arrival time.",
      }),
    ),
    timeUnit: Type.Optional(
      Type.Unsafe<TimeUnit>(
        Type.Union(
          TIME_UNITS.map((unit) => Type.Literal(unit)),
          {
            description: "Unit of a time that is a number. Default: seconds or milliseconds, recognised by size.",
          },
        ),
      ),
    ),
    timeZone: Type.Optional(
      Type.String({ description: "IANA zone of times without a zone, such as Europe/Berlin. Default: the site's." }),
    ),
    samplesPointer: Type.Optional(
      Type.String({
        pattern: "^(/.*)?$",
        maxLength: 256,
        description:
          "Where a message holds an array of samples. Pointers and expressions then apply within each " +
          "entry, and timePointer within the entry, else the message.",
      }),
    ),
    keyPointer: Type.Optional(
      Type.String({
        pattern: "^/.+$",
        maxLength: 256,
        description:
          "Place of the name in an entry of samplesPointer, such as /id of Kepware's IoT Gateway. " +
          "Bindings with `entry` take the entries of that name.",
      }),
    ),
    qualityPointer: Type.Optional(
      Type.String({
        pattern: "^/.+$",
        maxLength: 256,
        description:
          "Place of the quality in an entry or message: true or false, `good` or `bad`, or an OPC " +
          "quality (192 and up is Good, below 64 Bad).",
      }),
    ),
    qos: Type.Optional(
      Type.Union([Type.Literal(0), Type.Literal(1)], {
        description:
          "1: the broker keeps messages while the edge is away, and gets its PUBACK when a message is on disk; " +
          "for messages that are published with QoS 1. Default 0: messages sent while the link is down are " +
          "lost and declared.",
      }),
    ),
    keepSessionS: Type.Integer({
      minimum: 60,
      maximum: 31_536_000,
      default: 604_800,
      description:
        "With qos 1: how long an MQTT 5 broker keeps messages for an edge that is away, seconds. Under 3.1.1 " +
        "the broker's own setting applies.",
    }),
    uptimeTopic: Type.String({
      pattern: "^[^+#]*$",
      maxLength: 256,
      default: "$SYS/broker/uptime",
      description:
        "With qos 1: topic of the broker's uptime in seconds. If the broker publishes none, or this is empty, each " +
        "lost connection is declared as a gap.",
    }),
    droppedTopic: Type.String({
      pattern: "^[^+#]*$",
      maxLength: 256,
      default: "$SYS/broker/publish/messages/dropped",
      description:
        "With qos 1: topic of the broker's count of messages dropped at full queues. If the broker publishes none, " +
        "each lost connection is declared as a gap; empty means that its queues have no bound.",
    }),
    events: Type.Optional(
      Type.Array(eventRule, {
        minItems: 1,
        maxItems: 200,
        description: "Topics whose messages report events.",
      }),
    ),
    islands: Type.Optional(
      Type.Object(
        {
          report: Type.String({
            pattern: "^[^+#]+$",
            maxLength: 256,
            description: "Topic of the controller's retained report: which islands it has.",
          }),
          set: Type.Optional(
            Type.String({
              pattern: "^[^+#]+$",
              maxLength: 256,
              description: "Topic on which it takes new islands. Absent: it takes none from the edge.",
            }),
          ),
        },
        {
          additionalProperties: false,
          description: "A cell controller that reports which machines make which variants (docs/islands.md).",
        },
      ),
    ),
    writeBack: Type.Optional(
      Type.Union([Type.Literal("off"), Type.Literal("islands")], {
        description:
          "islands: changes of islands that a person confirms are sent to the cell controller, and read back. " +
          "Default: off, and nothing is sent.",
      }),
    ),
    expectEveryMs: Type.Integer({
      minimum: 100,
      maximum: 86_400_000,
      default: 10_000,
      description:
        "How often each topic is published. A topic is stale after three times as long, or after twice as " +
        "long where all topics of a source with three or more are silent.",
    }),
  },
  { additionalProperties: false },
);

export const Address = Type.Object(
  {
    topic: Type.String({
      pattern: TOPIC_PATTERN,
      minLength: 1,
      maxLength: 512,
      description:
        "Topic of the asset's messages. A level may be + or {name}, which expressions read as $name; the " +
        "last may be #.",
    }),
    timeZone: Type.Optional(
      Type.String({ description: "IANA zone of this topic's times without a zone. Default: the source's." }),
    ),
  },
  { additionalProperties: false },
);

export const Binding = Type.Object(
  {
    pointer: Type.Optional(
      Type.String({
        pattern: POINTER_PATTERN,
        maxLength: 256,
        description:
          "JSON pointer (RFC 6901) such as /pallets; count:/items gives the length of an array; empty for a " +
          "bare value.",
      }),
    ),
    expression: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1024,
        description:
          "JSONata expression instead of a pointer, such as readings[0].temp * 0.1. Paths, arithmetic and " +
          "comparisons are compiled, the rest is interpreted.",
      }),
    ),
    entry: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 512,
        description:
          "For a source with keyPointer: the entries that this tag reads, such as Channel1.Press.Force. The " +
          "pointer applies within them.",
      }),
    ),
    topic: Type.Optional(
      Type.String({
        pattern: TOPIC_PATTERN,
        minLength: 1,
        maxLength: 512,
        description: "Topic of this tag where it is not the asset's.",
      }),
    ),
    ...projectionKeys,
    ...waveformKey({ where: "JSON pointer within the message", pattern: "^/" }),
  },
  { additionalProperties: false },
);

export type JsonConfig = Static<typeof Config>;
export type JsonAddress = Static<typeof Address>;
export type JsonBinding = Static<typeof Binding>;
