import { type Static, Type } from "../contracts/schema.ts";

const BROKER_URL = "^mqtts?://[^@]+$";

/** Keys that all MQTT sources share; each kind adds its own. */
export const connectionKeys = {
  url: Type.String({
    substitute: true,
    pattern: BROKER_URL,
    description:
      "Broker, such as mqtt://127.0.0.1:1883 or mqtts://broker.example:8883. User and password have keys of their own.",
  }),
  fallbackUrls: Type.Optional(
    Type.Array(Type.String({ substitute: true, pattern: BROKER_URL }), {
      minItems: 1,
      maxItems: 8,
      description: "Further addresses of the same broker or cluster. They are tried in turn when one does not answer.",
    }),
  ),
  protocol: Type.Optional(
    Type.Union([Type.Literal("3.1.1"), Type.Literal("5")], {
      description:
        "MQTT version, as text. Default: 3.1.1, which every broker speaks. With 5 the broker says why it " +
        "closed a connection, and both agree how many messages it may send ahead.",
    }),
  ),
  clientId: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 128,
      description:
        "MQTT client id. Default: gemba-<edge id>-<source name>. Two clients with the same id disconnect each other.",
    }),
  ),
  user: Type.Optional(
    Type.String({ substitute: true, description: "User name, best given through an environment variable or a file." }),
  ),
  password: Type.Optional(
    Type.String({
      substitute: true,
      writeOnly: true,
      description: "Password, best given through an environment variable or a file.",
    }),
  ),
  ca: Type.Optional(
    Type.String({
      substitute: true,
      description:
        "Certificate authority of the broker as PEM text, best read from a file. Default: the authorities " +
        "that Node.js trusts.",
    }),
  ),
  cert: Type.Optional(
    Type.String({
      substitute: true,
      description: "Certificate that the edge shows to the broker, as PEM text, best read from a file. Needs `key`.",
    }),
  ),
  key: Type.Optional(
    Type.String({
      substitute: true,
      writeOnly: true,
      description: "Private key of that certificate as PEM text, read from a file.",
    }),
  ),
  keepAliveS: Type.Integer({
    minimum: 1,
    maximum: 300,
    default: 5,
    description: "Keep-alive interval, seconds. A dead link is noticed after 1.5 times as long.",
  }),
};

const ConnectionConfig = Type.Object(connectionKeys);

export type ConnectionConfig = Static<typeof ConnectionConfig>;
