import { type Static, Type } from "../../../contracts/schema.ts";
import { connectionKeys } from "../../../mqtt/connection.ts";
import { waveformKey } from "../waveform.ts";

const ID = "^[^+#/]+$";

/** Types that a command can write: types with a single value. */
const CommandType = Type.Enum(
  [
    "Int8",
    "Int16",
    "Int32",
    "Int64",
    "UInt8",
    "UInt16",
    "UInt32",
    "UInt64",
    "Float",
    "Double",
    "Boolean",
    "String",
    "DateTime",
    "Text",
    "UUID",
  ],
  {
    description: "Data type, as the birth gives it.",
  },
);

/** Configuration of a Sparkplug B source. */
export const SparkplugConfig = Type.Object(
  {
    ...connectionKeys,
    hostId: Type.Optional(
      Type.String({
        pattern: ID,
        maxLength: 128,
        description:
          "Sparkplug host id, announced in STATE. Default: gemba-<edge id>. Edge nodes with a primary host " +
          "wait for it.",
      }),
    ),
    reorderTimeoutMs: Type.Integer({
      minimum: 0,
      maximum: 60_000,
      default: 2000,
      description:
        "How long the source waits for a missing sequence number before it declares the loss and requests births.",
    }),
    commands: Type.Optional(
      Type.Array(
        Type.Object(
          {
            metric: Type.String({ minLength: 1, maxLength: 512, description: "Metric name." }),
            type: CommandType,
            range: Type.Optional(
              Type.Tuple([Type.Number(), Type.Number()], {
                description: "Least and greatest value. Needed for numbers: without it none is sent.",
              }),
            ),
            everyS: Type.Number({
              default: 10,
              minimum: 1,
              maximum: 86_400,
              description: "Minimum time between two commands, seconds.",
            }),
            role: Type.Enum(["maintainer", "engineer", "admin"], {
              default: "maintainer",
              description: "The lowest role that may send it.",
            }),
            alias: Type.Optional(
              Type.Integer({
                minimum: 0,
                description: "Alias of the metric in its birth, for nodes that take commands by alias only.",
              }),
            ),
          },
          { additionalProperties: false },
        ),
        {
          maxItems: 256,
          description: "Metrics that `gemba command` may write by NCMD or DCMD. Default: none.",
        },
      ),
    ),
  },
  { additionalProperties: false },
);

/** Place of an asset in the Sparkplug namespace. */
export const SparkplugAddress = Type.Object(
  {
    group: Type.String({ pattern: ID, description: "Sparkplug group id." }),
    node: Type.String({ pattern: ID, description: "Edge node id." }),
    device: Type.Optional(Type.String({ pattern: ID, description: "Device id. Absent: metrics of the node itself." })),
  },
  { additionalProperties: false },
);

/** The metric that a tag reads. */
export const SparkplugBinding = Type.Object(
  {
    metric: Type.String({
      minLength: 1,
      maxLength: 512,
      description: "Metric name as the birth gives it, such as Power/Active/L1.",
    }),
    member: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 512 }), {
        minItems: 1,
        maxItems: 7,
        description: "Member of a template metric, with those of nested templates before it: [Motor, Speed].",
      }),
    ),
    index: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 15,
        description: "Element of an array metric, from 0. Arrays of more than 16 numbers are tags of type waveform.",
      }),
    ),
    column: Type.Optional(Type.String({ minLength: 1, maxLength: 512, description: "Column of a data set." })),
    row: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 9999, description: "Row of a data set, from 0. Default: the first." }),
    ),
    ...waveformKey({ where: "Metric of the same device" }),
  },
  { additionalProperties: false },
);

export type CommandType = Static<typeof CommandType>;
export type AllowedCommand = NonNullable<SparkplugConfig["commands"]>[number];
export type SparkplugConfig = Static<typeof SparkplugConfig>;
export type SparkplugAddress = Static<typeof SparkplugAddress>;
export type SparkplugBinding = Static<typeof SparkplugBinding>;
