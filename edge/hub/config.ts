/** `hub.yaml`: where a hub listens to its edges, and how long it keeps what they send. */
import type { SectionProblem } from "../contracts/plant/edge-config.ts";
import { type Static, Type } from "../contracts/schema.ts";
import { serverKeys, serverProblems, serversKey } from "../fleet/link/server.ts";
import { historianSection } from "../historian/embedded/config.ts";
import { storeKey, storeProblems } from "./store/config.ts";

export const hubConfig = Type.Object(
  {
    servers: serversKey,
    ...serverKeys,
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
    historian: { ...historianSection.schema, default: {} },
    store: storeKey,
  },
  { additionalProperties: false },
);

/** Keys beside the servers in which `${file:…}` and `${env:…}` are replaced. */
export const linkKeys = Object.keys(serverKeys) as (keyof typeof serverKeys)[];

export type HubConfig = Static<typeof hubConfig>;

/** Checks beyond the schema. */
export function hubProblems(config: HubConfig): readonly SectionProblem[] {
  return [...serverProblems(config, []), ...storeProblems(config.store)];
}
