/** `hub.yaml`: where a hub listens to its edges, and how long it keeps what they send. */
import { apiConfig } from "../api/http/config.ts";
import type { SectionProblem } from "../contracts/plant/edge-config.ts";
import { type Static, Type } from "../contracts/schema.ts";
import { serverKeys, serverProblems, serversKey } from "../fleet/link/server.ts";
import { historianSection } from "../historian/embedded/config.ts";
import { hubOidcConfig, oidcProblems } from "./oidc-config.ts";
import { MOST_PARTITIONS } from "./owner-table.ts";
import { storeKey, storeProblems } from "./store/config.ts";

const { hosts, users, sessionHours, access, journal, trustedProxies, proxyHeader, tls } = apiConfig.properties;

/** The keys that a hub's server shares with that of an edge, and where it listens. */
const hubApiConfig = Type.Object(
  {
    host: Type.String({
      default: "127.0.0.1",
      minLength: 1,
      maxLength: 253,
      description: "Address to listen on. Beyond this machine it needs `tls` and a user.",
    }),
    port: Type.Integer({ minimum: 0, maximum: 65_535, default: 8_090, description: "0 takes any free port." }),
    ...{ hosts, users, sessionHours, access, journal, trustedProxies, proxyHeader, tls },
    oidc: Type.Optional(hubOidcConfig),
  },
  { additionalProperties: false, default: {}, description: "The hub's server: page of all sites, and their twins." },
);

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
    siteMegabytes: Type.Integer({
      minimum: 8,
      default: 256,
      description: "Most that the hub keeps of the files of one site: plant, layouts over time, models, drawings.",
    }),
    siteIdleMinutes: Type.Number({
      minimum: 1,
      default: 10,
      description: "Minutes after which a site that nobody looks at leaves memory.",
    }),
    company: Type.Optional(
      Type.Object(
        { zh: Type.String({ minLength: 1, maxLength: 100 }), en: Type.String({ minLength: 1, maxLength: 100 }) },
        { additionalProperties: false, description: "Name of the company, for the page of all sites." },
      ),
    ),
    api: hubApiConfig,
    historian: Type.Object(kept, { additionalProperties: false, default: {} }),
    store: storeKey,
  },
  { additionalProperties: false },
);

/** Keys beside the servers in which `${file:…}` and `${env:…}` are replaced. */
export const linkKeys = Object.keys(serverKeys) as (keyof typeof serverKeys)[];

/** `hub.yaml` as a whole. */
export type WholeHubConfig = Static<typeof hubConfig>;

/** What takes and keeps the logs needs of it. */
export type HubConfig = Omit<WholeHubConfig, "api" | "company">;

/** Checks beyond the schema. */
export function hubProblems(config: HubConfig & Partial<Pick<WholeHubConfig, "api">>): readonly SectionProblem[] {
  const ofStore = storeProblems(config.store, config.historian);
  return [...serverProblems(config, []), ...ofStore, ...oidcProblems(config.api?.oidc)];
}
