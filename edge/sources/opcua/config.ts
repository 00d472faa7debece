import { type Static, Type } from "typebox";

import { eventRule, ringRule } from "./events/config.ts";

/** The longest silence that is still live is three keep-alives (rule F2 in docs/rules/freshness.md). */
export const KEEP_ALIVES_UNTIL_STALE = 3;

/** What finding and making one item may take when everything is slow; a machine that is not busy needs a fiftieth. */
export const SETUP_MS_PER_ITEM = 3;

/** Arrays up to this length are spread over tags by `index`; longer ones are waveforms (rules K10 and K11 in docs/rules/kinds.md). */
export const MAX_ARRAY_ELEMENTS = 16;

const sibling = (what: string) =>
  Type.Optional(
    Type.String({
      minLength: 1,
      description: `Browse path, below the asset's root, of the variable that tells ${what}.`,
    }),
  );

const waveformBinding = Type.Object(
  {
    rate: Type.Optional(
      Type.Union([Type.Number({ exclusiveMinimum: 0 }), Type.String({ minLength: 1 })], {
        description:
          "Points a second; or the browse path, below the asset's root, of the variable that tells it in Hz.",
      }),
    ),
    dt: Type.Optional(
      Type.Union([Type.Number({ exclusiveMinimum: 0 }), Type.String({ minLength: 1 })], {
        description: "Seconds between two points; or the browse path of the variable that tells it. Give rate or dt.",
      }),
    ),
    stamp: Type.Union([Type.Literal("last-point"), Type.Literal("first-point")], {
      default: "last-point",
      description:
        "Which point the server's source time belongs to. Most servers write an array when it is complete: last-point.",
    }),
    context: Type.Object(
      {
        speed: sibling("the shaft's speed in 1/min"),
        tool: sibling("the tool"),
        program: sibling("the program"),
        piece: sibling("the workpiece"),
      },
      {
        additionalProperties: false,
        default: {},
        description:
          "What was true of the machine while the points were measured: the newest value not later than the last point.",
      },
    ),
  },
  {
    additionalProperties: false,
    description: "For a tag of type waveform: how its points lie in time, and what goes with them.",
  },
);

export const opcuaConfig = Type.Object(
  {
    endpoint: Type.String({
      substitute: true,
      pattern: "^opc\\.tcp://[^\\s]+$",
      description:
        "Address of the server, such as opc.tcp://192.168.1.10:4840/path. Host and port are used as written, whatever the server advertises.",
    }),
    security: Type.Object(
      {
        mode: Type.Union([Type.Literal("none"), Type.Literal("sign"), Type.Literal("sign-and-encrypt")], {
          default: "sign-and-encrypt",
          description: "Message security. none needs insecure: true.",
        }),
        policy: Type.Union(
          [
            Type.Literal("Basic256Sha256"),
            Type.Literal("Aes128_Sha256_RsaOaep"),
            Type.Literal("Aes256_Sha256_RsaPss"),
            Type.Literal("Basic256"),
            Type.Literal("Basic128Rsa15"),
          ],
          {
            default: "Basic256Sha256",
            description:
              "Security policy for sign and sign-and-encrypt. Basic256 and Basic128Rsa15 lean on SHA-1 and need insecure: true.",
          },
        ),
        insecure: Type.Boolean({
          default: false,
          description:
            "Says that mode none, or a policy that is broken by now, is meant: everything can be read, and anybody can be the server.",
        }),
        dangerouslyTrustAnyServer: Type.Boolean({
          default: false,
          description:
            "Takes whatever certificate a server shows. Encryption against nobody in particular; for test benches. Without it an operator decides: gemba pki.",
        }),
      },
      { additionalProperties: false, default: {}, description: "How messages are protected." },
    ),
    user: Type.Union(
      [
        Type.Literal("anonymous"),
        Type.Object(
          { name: Type.String({ minLength: 1, substitute: true }), password: Type.String({ substitute: true }) },
          { additionalProperties: false },
        ),
        Type.Object(
          {
            certificate: Type.String({ substitute: true, pattern: "-----BEGIN CERTIFICATE-----" }),
            privateKey: Type.String({ substitute: true, pattern: "-----BEGIN (?:RSA )?PRIVATE KEY-----" }),
          },
          { additionalProperties: false },
        ),
      ],
      {
        default: "anonymous",
        description:
          "anonymous; name and password; or a user certificate (X.509) with its private key, both PEM. Take secrets from the environment or a file, never write them here.",
      },
    ),
    events: Type.Boolean({
      default: false,
      description: "Reads events, alarms and conditions of the server: conditions become alerts, the rest is recorded.",
    }),
    eventNotifiers: Type.Array(Type.String({ pattern: "^/.+" }), {
      default: [],
      maxItems: 20,
      uniqueItems: true,
      description:
        "Browse paths of the objects whose events are read, such as /Objects/plc:Line; with one of these, events are read. None: the Server object, which passes on the events of all others where the server follows the standard.",
    }),
    eventRules: Type.Array(eventRule, {
      default: [],
      maxItems: 100,
      description: "What becomes of single types of events; with one of these, events are read.",
    }),
    rings: Type.Array(ringRule, {
      default: [],
      maxItems: 100,
      description: "Tracking blocks of controllers without events: numbered records in an array.",
    }),
    writeBack: Type.Union([Type.Literal("off"), Type.Literal("conditions")], {
      default: "off",
      description:
        "conditions: what operators do with this server's alarms (acknowledge, confirm, comment, shelve, reset, service) is carried out at the server too, before it counts here. off: it counts here only.",
    }),
    keepAliveMs: Type.Integer({
      minimum: 250,
      maximum: 60_000,
      default: 1000,
      description:
        "How often the server shall say that it is there while nothing changes. The source is stale after three of these.",
    }),
    connectTimeoutMs: Type.Integer({
      minimum: 1000,
      maximum: 120_000,
      default: 10_000,
      description: "How long connecting and opening a session may take.",
    }),
    fastLane: Type.Union([Type.Literal("auto"), Type.Literal("off")], {
      default: "auto",
      description:
        "auto reads values straight into columns where the OPC UA library is the one this was made for; off leaves every value to the library's own decoder.",
    }),
    group: Type.String({
      minLength: 1,
      default: "default",
      description: "Sources of one group share a worker thread. Give a server you do not trust a group of its own.",
    }),
  },
  { additionalProperties: false },
);

export const opcuaAddress = Type.Object(
  {
    root: Type.String({
      pattern: "^/.+",
      description:
        "Browse path of the asset from the server's root, such as /Objects/mach:Machines/own:CNC-101. Prefixes are those under namespaces.",
    }),
  },
  { additionalProperties: false },
);

const place = Type.Integer({ minimum: 0, maximum: MAX_ARRAY_ELEMENTS - 1 });

export const opcuaBinding = Type.Object(
  {
    path: Type.String({
      minLength: 1,
      description:
        "Browse path of the variable below the asset's root, such as mt:Monitoring/mt:MachineTool/mt:FeedOverride.",
    }),
    every: Type.Integer({
      minimum: 0,
      maximum: 3_600_000,
      default: 1000,
      description:
        "Sampling interval in ms. 0: each change, where the server reports changes by exception; others sample as fast as they can.",
    }),
    deadband: Type.Optional(
      Type.Object(
        {
          absolute: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: "In the unit of the value." })),
          percent: Type.Optional(
            Type.Number({ exclusiveMinimum: 0, maximum: 100, description: "Of the EURange of the variable." }),
          ),
        },
        {
          additionalProperties: false,
          minProperties: 1,
          maxProperties: 1,
          description: "Changes smaller than this stay at the server: { absolute: 0.5 } or { percent: 1 }.",
        },
      ),
    ),
    fromUnit: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          "UCUM code of what the server sends, where the tag's unit is another, such as m for a tag in mm; server reads it from the variable's EngineeringUnits.",
      }),
    ),
    field: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          "Field of a structure, such as ActPos; a.b for nested ones, Records[2].b within an array of the structure.",
      }),
    ),
    index: Type.Optional(
      Type.Union([place, Type.Array(place, { minItems: 1, maxItems: 4 })], {
        description:
          "Element of an array, from 0; of a matrix one number per dimension, such as [1, 2]. Arrays of more than 16 numbers are tags of type waveform; with an index they are that row of a matrix.",
      }),
    ),
    waveform: Type.Optional(waveformBinding),
    map: Type.Optional(
      Type.Record(Type.String(), Type.Integer(), {
        minProperties: 1,
        description:
          'For enum and boolean tags: what the server sends, a number or a word, and the code that it means: { "20": 3, "90": 1 }. A value that is not here is BadTypeMismatch.',
      }),
    ),
  },
  { additionalProperties: false },
);

/** Places of an index, one per dimension. */
export function placesOf(index: number | readonly number[]): readonly number[] {
  return typeof index === "number" ? [index] : index;
}

export type OpcuaConfig = Static<typeof opcuaConfig>;
export type OpcuaAddress = Static<typeof opcuaAddress>;
export type OpcuaBinding = Static<typeof opcuaBinding>;
export type WaveformBinding = Static<typeof waveformBinding>;
