/** `api.oidc` of `hub.yaml`: that of an edge, with the sites at which a group gives its role (rules CV45 to CV48). */
import { oidcConfig } from "../api/http/oidc-config.ts";
import { ROLES } from "../contracts/access/access.ts";
import type { SectionProblem } from "../contracts/plant/edge-config.ts";
import { type Static, Type } from "../contracts/schema.ts";
import { problem } from "./problem-table.ts";

const MOST_ROLES = 1_000;
const MOST_SITES = 500;
const closed = { additionalProperties: false } as const;

const Given = Type.Object(
  {
    group: Type.String({ minLength: 1 }),
    role: Type.Enum([...ROLES]),
    sites: Type.Array(Type.String({ pattern: "^(?:all|[0-9A-Za-z-]{1,64}|name:.{1,200})$" }), {
      minItems: 1,
      maxItems: MOST_SITES,
      description:
        "Where the group has the role: `all`, ids of edges (gemba hub-ledger), or `name:PATTERN` by the name that a " +
        "plant gives itself, in which * stands for any text.",
    }),
  },
  closed,
);

const { roles: _atAnEdge, ...shared } = oidcConfig.properties;

export const hubOidcConfig = Type.Object(
  {
    ...shared,
    recheckMinutes: Type.Integer({
      minimum: 1,
      maximum: 1_440,
      default: 15,
      description:
        "How often the provider confirms people with a session again, by a refresh token. Where it gives none, a " +
        "session ends after this time.",
    }),
    roles: Type.Array(Given, {
      minItems: 1,
      maxItems: MOST_ROLES,
      description:
        "What each group gives. The highest role counts at each site. A person in none of the groups cannot sign in, " +
        "and a site that no group names is not there for them.",
    }),
  },
  { ...closed, description: "Sign in at the company's own provider (docs/fleet.md)." },
);

type HubOidcConfig = Static<typeof hubOidcConfig>;

/** Keys in which `${file:…}` and `${env:…}` are replaced. */
export const oidcSecrets = [
  "issuer",
  "clientId",
  "clientSecret",
  "publicUrl",
] as const satisfies readonly (keyof HubOidcConfig)[];

/** Checks beyond the schema. */
export function oidcProblems(oidc: HubOidcConfig | undefined): readonly SectionProblem[] {
  if (oidc === undefined) return [];
  const found: SectionProblem[] = [];
  for (const key of ["issuer", "publicUrl"] as const) {
    const address = oidc[key];
    if (!address.includes("${") && !URL.canParse(address))
      found.push({ steps: ["api", "oidc", key], ...problem("hub-oidc-address", {}) });
  }
  if (!oidc.scope.split(" ").includes("openid"))
    found.push({ steps: ["api", "oidc", "scope"], ...problem("hub-oidc-scope", {}) });
  return found;
}
