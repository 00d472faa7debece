import { PRIVATE_NETWORKS } from "../../contracts/path/private-networks.ts";
import { defineSection } from "../../contracts/plant/section.ts";
import { Type } from "../../contracts/schema.ts";
import { directoryConfig, directoryProblems } from "./directory-config.ts";
import { oidcConfig } from "./oidc-config.ts";

const closed = { additionalProperties: false } as const;

const OCTET = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
/** An IPv4 or IPv6 address, with or without the bits of a network. */
const IPV4_NETWORK = `${OCTET}(?:\\.${OCTET}){3}(?:/(?:3[0-2]|[12]?\\d))?`;
const IPV6_NETWORK = "[0-9A-Fa-f:]{2,39}(?:/(?:12[0-8]|1[01]\\d|\\d{1,2}))?";
const NETWORK = `^(?:${IPV4_NETWORK}|${IPV6_NETWORK})$`;

/** The `api` section of a plant's config. */
export const apiConfig = Type.Object(
  {
    hosts: Type.Array(
      Type.String({
        substitute: true,
        minLength: 1,
        maxLength: 253,
        pattern: "^[A-Za-z0-9._-]+$|^\\[[0-9A-Fa-f:.]+\\]$",
      }),
      {
        default: [],
        maxItems: 32,
        description:
          "Host names, without port, under which browsers may reach the edge besides localhost, 127.0.0.1 and " +
          "[::1]. The edge refuses all others, against DNS rebinding.",
      },
    ),
    users: Type.Union([Type.Literal("optional"), Type.Literal("required")], {
      default: "optional",
      description:
        "`optional`: while there are no users, programs on this machine may read, acknowledge and shelve as " +
        "`local`; the first user ends that. `required`: nobody may do anything without a user, and the first " +
        "start prints a one-time link for the first admin.",
    }),
    sessionHours: Type.Number({
      exclusiveMinimum: 0,
      maximum: 8_784,
      default: 12,
      description: "Hours after which a person must sign in again. Wall screens want months, as a viewer.",
    }),
    access: Type.Union([Type.Literal("loopback"), Type.Literal("network")], {
      default: "loopback",
      description:
        "Who may use the API while the edge has no users. `loopback`: programs on this machine only. `network`: " +
        "everybody who can reach the port acts as `local`; choose it only behind a reverse proxy that checks " +
        "people, or in a container whose port is published on loopback.",
    }),
    embed: Type.Array(Type.String({ pattern: "^https?://[A-Za-z0-9.-]{1,253}(?::\\d{1,5})?$" }), {
      default: [],
      maxItems: 32,
      description:
        "Origins, such as https://portal.acme.com, whose pages may show dashboards in a frame (docs/dashboards.md). " +
        "Nobody else may.",
    }),
    journal: Type.Object(
      {
        maxMiB: Type.Integer({
          minimum: 32,
          maximum: 1_048_576,
          default: 1024,
          description:
            "When the audit log is larger, the edge deletes its oldest files and records that. It never deletes " +
            "entries younger than keepMonths.",
        }),
        keepMonths: Type.Integer({
          minimum: 6,
          maximum: 1200,
          default: 6,
          description: "The edge never deletes entries younger than this many months.",
        }),
      },
      { ...closed, default: {}, description: "The audit log (docs/rules/journal.md)." },
    ),
    trustedProxies: Type.Array(Type.String({ pattern: NETWORK }), {
      default: [],
      maxItems: 64,
      description:
        "Addresses and networks of proxies in front of the edge, such as 127.0.0.1 or 10.0.0.0/24. The edge takes " +
        "the client's address from the header of these proxies, for limits, lockout and the record. It ignores " +
        "the header of any other sender.",
    }),
    proxyHeader: Type.Union([Type.Literal("x-forwarded-for"), Type.Literal("forwarded")], {
      default: "x-forwarded-for",
      description: "The header that these proxies write or append to. Other headers are not read.",
    }),
    discovery: Type.Object(
      {
        networks: Type.Array(Type.String({ pattern: NETWORK }), {
          default: [...PRIVATE_NETWORKS],
          maxItems: 64,
          description:
            "Addresses and networks to which a discovery over the API may connect; default: private networks and " +
            "this machine. Names are checked by all addresses that they have.",
        }),
      },
      { ...closed, default: {}, description: "Discovery of servers over the API." },
    ),
    tls: Type.Optional(
      Type.Union(
        [
          Type.Literal("local"),
          Type.Object({ cert: Type.String({ minLength: 1 }), key: Type.String({ minLength: 1 }) }, closed),
        ],
        {
          description:
            "Serve with TLS 1.2 or newer. `local`: a certificate of the edge's own local authority, which `gemba " +
            "tls` exports for browsers. `{ cert, key }`: PEM files in the plant's folder; the edge follows " +
            "replaced files without a restart.",
        },
      ),
    ),
    oidc: Type.Optional(oidcConfig),
    directory: Type.Optional(directoryConfig),
  },
  { additionalProperties: false, default: {}, description: "HTTP API, stream and viewer." },
);

export const apiSection = defineSection({
  name: "api",
  schema: apiConfig,
  problems: ({ directory }) => (directory === undefined ? [] : directoryProblems(directory)),
});
