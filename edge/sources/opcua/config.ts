import { type Static, Type } from "../../contracts/schema.ts";

import { eventRule, ringRule } from "./events/config.ts";
import { MAX_ARRAY_ELEMENTS } from "./limits.ts";

const sibling = (what: string) =>
  Type.Optional(
    Type.String({
      minLength: 1,
      description: `Browse path, below the asset's root, of the variable with ${what}.`,
    }),
  );

const waveformBinding = Type.Object(
  {
    rate: Type.Optional(
      Type.Union([Type.Number({ exclusiveMinimum: 0 }), Type.String({ minLength: 1 })], {
        description:
          "Points a second; or the browse path, below the asset's root, of the variable with the rate in Hz.",
      }),
    ),
    dt: Type.Optional(
      Type.Union([Type.Number({ exclusiveMinimum: 0 }), Type.String({ minLength: 1 })], {
        description: "Seconds between two points; or the browse path of the variable with that time. Give rate or dt.",
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
          "The machine's state while the points were measured: the newest values not later than the last point.",
      },
    ),
  },
  {
    additionalProperties: false,
    description: "For a tag of type waveform: the spacing of its points in time, and values that go with them.",
  },
);

export const opcuaConfig = Type.Object(
  {
    endpoint: Type.String({
      substitute: true,
      pattern: "^opc\\.tcp://[^\\s]+$",
      description:
        "Address of the server, such as opc.tcp://192.168.1.10:4840/path. The edge uses this host and port, " +
        "whatever the server advertises.",
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
              "Security policy for sign and sign-and-encrypt. Basic256 and Basic128Rsa15 use SHA-1 and need " +
              "insecure: true.",
          },
        ),
        insecure: Type.Boolean({
          default: false,
          description:
            "Confirms mode none or a broken policy: anyone can read all traffic and pretend to be the server.",
        }),
        dangerouslyTrustAnyServer: Type.Boolean({
          default: false,
          description:
            "Accepts any server certificate, so encryption gives no protection; for test benches. Without it an " +
            "operator decides: gemba pki.",
        }),
      },
      { additionalProperties: false, default: {}, description: "How messages are protected." },
    ),
    user: Type.Union(
      [
        Type.Literal("anonymous"),
        Type.Object(
          {
            name: Type.String({ minLength: 1, substitute: true }),
            password: Type.String({ substitute: true, writeOnly: true }),
          },
          { additionalProperties: false },
        ),
        Type.Object(
          {
            certificate: Type.String({ substitute: true, pattern: "-----BEGIN CERTIFICATE-----" }),
            privateKey: Type.String({
              substitute: true,
              writeOnly: true,
              pattern: "-----BEGIN (?:RSA )?PRIVATE KEY-----",
            }),
          },
          { additionalProperties: false },
        ),
      ],
      {
        default: "anonymous",
        description:
          "anonymous; name and password; or a user certificate (X.509) with its private key, both PEM. Take " +
          "secrets from the environment or a file; never write them here.",
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
        "Browse paths of the objects whose events are read, such as /Objects/plc:Line; naming one turns events on. " +
        "None: the Server object, which by the standard passes on the events of all others.",
    }),
    eventRules: Type.Array(eventRule, {
      default: [],
      maxItems: 100,
      description: "Treatment of single types of events; naming one turns events on.",
    }),
    rings: Type.Array(ringRule, {
      default: [],
      maxItems: 100,
      description: "Tracking blocks of controllers without events: numbered records in an array.",
    }),
    writeBack: Type.Union(
      [
        Type.Enum(["off", "conditions", "jobs"]),
        Type.Array(Type.Enum(["conditions", "jobs"]), { minItems: 1, uniqueItems: true }),
      ],
      {
        default: "off",
        description:
          "conditions: acts of operators on this server's alarms (acknowledge, confirm, comment, shelve, reset, " +
          "service) are carried out at the server too, before they count here. jobs: people may give jobs to its " +
          "machines (ISA-95 job control). A list: both. off: nothing is written to the server.",
      },
    ),
    keepAliveMs: Type.Integer({
      minimum: 250,
      maximum: 60_000,
      default: 1000,
      description:
        "How often the server reports that it is alive while nothing changes. The source is stale after three of " +
        "these.",
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
        "auto reads values straight into columns where the OPC UA library has the supported version; off leaves " +
        "every value to the library's own decoder.",
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
        "Browse path of the asset from the server's root, such as /Objects/mach:Machines/own:CNC-101. Its prefixes " +
        "are defined under namespaces.",
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
        "Sampling interval in ms. 0: each change, where the server reports by exception; other servers sample as " +
        "fast as they can.",
    }),
    deadband: Type.Optional(
      Type.Object(
        {
          absolute: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: "In the unit of the value." })),
          percent: Type.Optional(
            Type.Number({ exclusiveMinimum: 0, maximum: 100, description: "Part of the EURange of the variable." }),
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
          "UCUM code of the server's unit, where it differs from the tag's, such as m for a tag in mm; server " +
          "takes it from the variable's EngineeringUnits.",
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
          "Element of an array, from 0; for a matrix one number per dimension, such as [1, 2]. Arrays of more than " +
          "16 numbers need a tag of type waveform; its index selects a row of a matrix.",
      }),
    ),
    waveform: Type.Optional(waveformBinding),
    map: Type.Optional(
      Type.Record(Type.String(), Type.Integer(), {
        minProperties: 1,
        description:
          'For enum and boolean tags: the code for each value of the server, a number or a word: { "20": 3, "90": ' +
          "1 }. A value that is not listed is BadTypeMismatch.",
      }),
    ),
  },
  { additionalProperties: false },
);

/** An index as one number per dimension. */
export function placesOf(index: number | readonly number[]): readonly number[] {
  return typeof index === "number" ? [index] : index;
}

export type OpcuaConfig = Static<typeof opcuaConfig>;

/** What people may write to the server. */
export function writesOf({ writeBack }: Pick<OpcuaConfig, "writeBack">): ReadonlySet<"off" | "conditions" | "jobs"> {
  return new Set(typeof writeBack === "string" ? [writeBack] : writeBack);
}

export type OpcuaAddress = Static<typeof opcuaAddress>;
export type OpcuaBinding = Static<typeof opcuaBinding>;
export type WaveformBinding = Static<typeof waveformBinding>;
