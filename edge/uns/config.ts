/** The `uns:` section of a plant's config: what the edge gives to a unified namespace, by topics of a broker. */

import type { SectionProblem } from "../contracts/plant/edge-config.ts";
import { viewerAddress } from "../contracts/plant/viewer-address.ts";
import { type Static, Type } from "../contracts/schema.ts";
import { connectionKeys } from "../mqtt/connection.ts";
import { problem } from "./problem-table.ts";

const closed = { additionalProperties: false } as const;
/** Levels of a topic, without the characters that MQTT gives a meaning. */
const TOPIC = "^[^/+#$\\s][^/+#\\s]*(?:/[^/+#\\s]+)*$";

export const unsConfig = Type.Object(
  {
    broker: Type.Optional(
      Type.Object(connectionKeys, { ...closed, description: "The broker. Without it nothing is published." }),
    ),
    prefix: Type.String({
      default: "gemba/v1",
      pattern: TOPIC,
      maxLength: 100,
      description: "First levels of all topics; the place of the equipment follows.",
    }),
    sends: Type.Array(Type.Enum(["predictions", "values", "alerts", "events", "kpis", "recommendations"]), {
      default: ["predictions"],
      minItems: 1,
      uniqueItems: true,
      description:
        "What is published. predictions: findings of health monitoring. values: the newest value of every tag. " +
        "alerts: those that stand. events: each event of the log, once. kpis: figures of lines and plant. " +
        "recommendations: advice that waits for a decision or is followed.",
    }),
    everyMs: Type.Integer({
      minimum: 100,
      maximum: 3_600_000,
      default: 1_000,
      description: "values: shortest time between two messages of a topic. It gets the newest value of that time.",
    }),
    viewer: viewerAddress,
  },
  {
    ...closed,
    default: {},
    description: "Topics by equipment path (ISA-95) on a broker, for programs of the plant (docs/uns.md).",
  },
);

export type UnsConfig = Static<typeof unsConfig>;

/** Checks beyond the schema. */
export function unsProblems({ broker }: UnsConfig): readonly SectionProblem[] {
  if (broker === undefined || (broker.cert === undefined) === (broker.key === undefined)) return [];
  const missing = broker.cert === undefined ? "cert" : "key";
  return [{ steps: ["uns", "broker"], ...problem("uns-half-certificate", { missing }) }];
}
