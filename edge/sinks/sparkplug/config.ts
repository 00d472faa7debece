import { type Static, Type } from "../../contracts/schema.ts";
import { connectionKeys } from "../../mqtt/connection.ts";

const ID = "^[^+#/]+$";
/** Longer than a broker takes to notice that a primary host with a usual keep-alive is dead. */
const HOST_SETTLE_MS = 60_000;
const BROKER_SETTLE_MS = 10_000;

/** `sinks: [{ name: …, kind: sparkplug-node, … }]` in the plant config. */
export const sparkplugConfig = Type.Object(
  {
    ...connectionKeys,
    group: Type.Optional(
      Type.String({
        pattern: ID,
        maxLength: 128,
        description: "Sparkplug group id. Default: enterprise and site, such as acme-plant1.",
      }),
    ),
    node: Type.Optional(
      Type.String({
        pattern: ID,
        maxLength: 128,
        description: "Edge node id, unique in its group. Default: gemba-<edge id>. Assets are devices below it.",
      }),
    ),
    primaryHost: Type.Optional(
      Type.String({
        pattern: ID,
        maxLength: 128,
        description:
          "Id of the host application that must be online. While it is not, nothing is sent and everything is kept.",
      }),
    ),
    everyMs: Type.Integer({
      minimum: 0,
      maximum: 60_000,
      default: 250,
      description: "Shortest time between two rounds of messages. All changes of that time are in them.",
    }),
    settleMs: Type.Optional(
      Type.Integer({
        minimum: 1_000,
        maximum: 600_000,
        description:
          "How long delivered samples are kept to be sent again, marked as historical, after a broken connection. " +
          "Default: 10000, and 60000 with primaryHost.",
      }),
    ),
  },
  { additionalProperties: false },
);

export type SparkplugSinkConfig = Static<typeof sparkplugConfig>;

/** Settle horizon of a sink, ms. */
export function settleMsOf({ settleMs, primaryHost }: SparkplugSinkConfig): number {
  return settleMs ?? (primaryHost === undefined ? BROKER_SETTLE_MS : HOST_SETTLE_MS);
}
