import { type Static, Type } from "typebox";

/** What every MQTT source is configured with; each adds its own keys. */
export const connectionKeys = {
  url: Type.String({ pattern: "^mqtts?://[^@]+$", description: "Broker, such as mqtt://127.0.0.1:1883 or mqtts://broker.example:8883. User and password have keys of their own." }),
  clientId: Type.Optional(Type.String({ minLength: 1, maxLength: 128, description: "MQTT client id. Default: gemba-<edge id>-<source name>. Two clients with one id throw each other out." })),
  user: Type.Optional(Type.String({ description: "User name, best given through an environment variable or a file." })),
  password: Type.Optional(Type.String({ description: "Password, best given through an environment variable or a file." })),
  ca: Type.Optional(Type.String({ description: "Certificate authority of the broker as PEM text, best read from a file. Default: the authorities that Node.js trusts." })),
  keepAliveS: Type.Integer({ minimum: 1, maximum: 300, default: 5, description: "Seconds between signs of life. A dead link is noticed after 1.5 times as long." }),
};

const ConnectionConfig = Type.Object(connectionKeys);

export type ConnectionConfig = Static<typeof ConnectionConfig>;
