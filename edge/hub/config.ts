/** `hub.yaml`: where a hub listens to its edges, and how long it keeps what they send. */
import type { SectionProblem } from "../contracts/plant/edge-config.ts";
import { type Static, Type } from "../contracts/schema.ts";
import { serverKeys, serverProblems, serversKey } from "../fleet/link/server.ts";
import { historianSection } from "../historian/embedded/config.ts";
import { MOST_PARTITIONS } from "./owner-table.ts";

/** Name of a hub that has no other beside it. */
export const DEFAULT_NAME = "hub";

/** A hub has no other history that could answer. */
const { answers: _, ...kept } = historianSection.schema.properties;

export const hubConfig = Type.Object(
  {
    servers: serversKey,
    ...serverKeys,
    name: Type.Optional(
      Type.String({
        pattern: "^[a-z0-9-]{1,32}$",
        description: `Name of this hub, where several share the edges; each has its own. Default: ${DEFAULT_NAME}.`,
      }),
    ),
    partitions: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: MOST_PARTITIONS,
        description:
          "Parts into which edges fall by their id; each is of one hub. Fixed once a hub has run. Default: 16.",
      }),
    ),
    metrics: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 65_535,
        description: "Port on this machine's loopback address for /metrics. Default: none.",
      }),
    ),
    replicas: Type.Integer({
      minimum: 1,
      maximum: 5,
      default: 1,
      description: "NATS servers that hold each message until it is on the hub's disk.",
    }),
    streamMegabytes: Type.Integer({
      minimum: 16,
      default: 1_024,
      description: "Most that waits on the NATS servers. Above it edges keep what they have.",
    }),
    logHours: Type.Number({
      minimum: 1,
      default: 72,
      description: "Hours for which the copy of an edge's log is kept after the historian has taken it.",
    }),
    historian: Type.Object(kept, { additionalProperties: false, default: {} }),
  },
  { additionalProperties: false },
);

/** Keys beside the servers in which `${file:…}` and `${env:…}` are replaced. */
export const linkKeys = Object.keys(serverKeys) as (keyof typeof serverKeys)[];

export type HubConfig = Static<typeof hubConfig>;

/** Checks beyond the schema. */
export function hubProblems(config: HubConfig): readonly SectionProblem[] {
  return serverProblems(config, []);
}
