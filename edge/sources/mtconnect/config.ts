/** Config schemas of an MTConnect source, its assets and its tags. */
import type { ConfigSentence } from "../../contracts/plant/config-text.ts";
import type { TagType } from "../../contracts/plant/tag.ts";
import { type Static, Type } from "../../contracts/schema.ts";
import { sentence } from "./problem-table.ts";
import { TOOL_FIELDS } from "./tools/fields.ts";

export const MtconnectConfig = Type.Object(
  {
    url: Type.String({
      substitute: true,
      pattern: "^https?://[^@?#\\s]+$",
      maxLength: 500,
      description:
        "Address of the agent, such as http://192.168.1.20:5000. User and password have keys of their own. Redirects " +
        "are not followed.",
    }),
    user: Type.Optional(
      Type.String({ substitute: true, description: "User name, where the agent or a proxy asks for one." }),
    ),
    password: Type.Optional(
      Type.String({
        substitute: true,
        writeOnly: true,
        description: "Password, best given through an environment variable or a file. Needs https.",
      }),
    ),
    ca: Type.Optional(
      Type.String({
        substitute: true,
        description:
          "Certificate authority of an https agent as PEM text, best read from a file. Default: the authorities that " +
          "Node.js trusts.",
      }),
    ),
    cert: Type.Optional(
      Type.String({
        substitute: true,
        description: "Certificate that the edge shows to the agent, as PEM text, best read from a file. Needs `key`.",
      }),
    ),
    key: Type.Optional(
      Type.String({
        substitute: true,
        writeOnly: true,
        description: "Private key of that certificate as PEM text, read from a file.",
      }),
    ),
    mode: Type.Unsafe<"stream" | "poll">(
      Type.Union([Type.Literal("stream"), Type.Literal("poll")], {
        default: "stream",
        description:
          "stream: one request, over which the agent sends for as long as it lasts. poll: a request each interval, " +
          "for proxies that hold streams back. An agent that does not stream is polled in any case.",
      }),
    ),
    intervalMs: Type.Integer({
      minimum: 10,
      maximum: 60_000,
      default: 500,
      description: "Least time between two documents of a stream, or the time between two polls.",
    }),
    heartbeatMs: Type.Integer({
      minimum: 100,
      maximum: 60_000,
      default: 1_000,
      description:
        "How often the agent sends where nothing changes. A stream is given up after two and a half times as long " +
        "without a byte.",
    }),
    count: Type.Integer({
      minimum: 1,
      maximum: 100_000,
      default: 1_000,
      description: "Observations that one document may hold.",
    }),
    maxDocumentKiB: Type.Integer({
      minimum: 64,
      maximum: 65_536,
      default: 8_192,
      description: "A longer document is not read: the edge asks for fewer observations, at last for one at a time.",
    }),
    skipsNumbers: Type.Boolean({
      default: false,
      description:
        "The agent leaves out sequence numbers, so that a missing one is no loss. Default: each missing number is " +
        "declared as lost.",
    }),
    conditions: Type.Boolean({
      default: true,
      description: "Faults and warnings of the machines' conditions go to the alert book.",
    }),
  },
  { additionalProperties: false },
);

/** The device of an asset. */
export const MtconnectAddress = Type.Object(
  {
    device: Type.String({
      minLength: 1,
      maxLength: 255,
      description: "uuid of the device in the agent's probe; or its name, where no other device has it.",
    }),
  },
  { additionalProperties: false },
);

/** The data item or cutting tool that a tag reads. */
export const MtconnectBinding = Type.Object(
  {
    dataItem: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 255,
        description: "id of the data item in the agent's probe; or its name, where no other of the device has it.",
      }),
    ),
    index: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 15,
        description: "Element of a value with several numbers, such as 0, 1, 2 for x, y, z of a path position.",
      }),
    ),
    entry: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 255,
        description: "Key of the entry, for data items of representation DATA_SET or TABLE.",
      }),
    ),
    cell: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 255,
        description: "Key of the cell in that entry, for representation TABLE.",
      }),
    ),
    map: Type.Optional(
      Type.Record(Type.String(), Type.Number(), {
        description: "Code of each word, for enum and boolean tags: { READY: 0, ACTIVE: 1 }.",
      }),
    ),
    tool: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 255,
        description: "Instead of `dataItem`: assetId of a cutting tool.",
      }),
    ),
    pot: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 40,
        description: "Instead of `dataItem`: the cutting tool at this location, such as a pot of the magazine.",
      }),
    ),
    field: Type.Optional(
      Type.Unsafe<keyof typeof TOOL_FIELDS>(
        Type.Union(
          Object.keys(TOOL_FIELDS).map((field) => Type.Literal(field)),
          { description: "What the tag reads of the cutting tool." },
        ),
      ),
    ),
  },
  { additionalProperties: false },
);

export type MtconnectConfig = Static<typeof MtconnectConfig>;
export type MtconnectAddress = Static<typeof MtconnectAddress>;
export type MtconnectBinding = Static<typeof MtconnectBinding>;

/** Problems of a source that the schema cannot express. */
export function configProblems({ url, user, password, ca, cert, key }: MtconnectConfig): readonly ConfigSentence[] {
  const isSecure = url.startsWith("https:");
  const problems: ConfigSentence[] = [];
  if (!isSecure && password !== undefined) problems.push(sentence("mtconnect-password-clear", {}));
  if (!isSecure && (ca ?? cert ?? key) !== undefined) problems.push(sentence("mtconnect-tls-clear", {}));
  if ((user === undefined) !== (password === undefined)) problems.push(sentence("mtconnect-user-password", {}));
  if ((cert === undefined) !== (key === undefined)) problems.push(sentence("mtconnect-cert-key", {}));
  return problems;
}

/** Problems of a binding that the schema cannot express. */
export function bindingProblems(binding: MtconnectBinding, type: TagType): readonly ConfigSentence[] {
  const { dataItem, index, entry, cell, map, tool, pot, field } = binding;
  const problems: ConfigSentence[] = [];
  if ([dataItem, tool, pot].filter((one) => one !== undefined).length !== 1)
    problems.push(sentence("mtconnect-what", {}));
  if ((field === undefined) !== (dataItem !== undefined)) problems.push(sentence("mtconnect-field", {}));
  if (cell !== undefined && entry === undefined) problems.push(sentence("mtconnect-cell", {}));
  if (type === "enum" && map === undefined) problems.push(sentence("mtconnect-enum-map", {}));
  if (type === "waveform" && (index ?? entry ?? map ?? field) !== undefined)
    problems.push(sentence("mtconnect-waveform", {}));
  return problems;
}
