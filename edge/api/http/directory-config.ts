import { ROLES } from "../../contracts/access/access.ts";
import { parseFilter } from "../../contracts/access/ldap-filter.ts";
import type { DirectoryConfig } from "../../contracts/access/sign-in-config.ts";
import { reasonOf } from "../../contracts/errors.ts";
import type { ConfigText } from "../../contracts/plant/config-text.ts";
import type { SectionProblem } from "../../contracts/plant/edge-config.ts";
import { Type } from "../../contracts/schema.ts";
import { problem } from "./problem-table.ts";

const closed = { additionalProperties: false } as const;
const OWN_MACHINE = /^ldaps?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?\/?$/;
/** A distinguished name (RFC 4514): pairs with an attribute; a comma inside a value is escaped. */
const DN = /^[A-Za-z\d.-]+ *=(?:\\.|[^,\\])+(?:, *[A-Za-z\d.-]+ *=(?:\\.|[^,\\])+)*$/;
const GROUP_FILTER = "(|(member={dn})(uniqueMember={dn})(memberUid={name}))";
/** People of Active Directory whose account is not disabled. */
const USER_FILTER =
  "(&(objectCategory=person)(objectClass=user)(sAMAccountName={name})" +
  "(!(userAccountControl:1.2.840.113556.1.4.803:=2)))";

/** `api.directory`. */
export const directoryConfig = Type.Object(
  {
    label: Type.String({
      default: "LDAP",
      maxLength: 60,
      description: "Name of the directory in the sign-in dialog.",
    }),
    urls: Type.Array(
      Type.String({ substitute: true, pattern: "^ldaps?://(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:]+\\])(?::\\d{1,5})?/?$" }),
      {
        minItems: 1,
        maxItems: 3,
        description:
          "Servers, tried in this order. ldaps:// begins with TLS (port 636), ldap:// upgrades by StartTLS (389) " +
          "before anything is sent.",
      },
    ),
    transport: Type.Union([Type.Literal("tls"), Type.Literal("plain")], {
      default: "tls",
      description: "`plain`: ldap:// without TLS, for a server on this machine (localhost, 127.0.0.1, [::1]) alone.",
    }),
    ca: Type.Optional(
      Type.String({
        substitute: true,
        description:
          "Certificate authority of the servers as PEM text, best read from a file. Default: the authorities that " +
          "Node.js trusts.",
      }),
    ),
    bindDn: Type.String({
      substitute: true,
      minLength: 1,
      maxLength: 1_000,
      description: "Distinguished name of the account with which the edge searches; it needs to read only.",
    }),
    bindPassword: Type.String({
      substitute: true,
      writeOnly: true,
      minLength: 1,
      maxLength: 1_000,
      description: "Its password, from an environment variable or a file.",
    }),
    base: Type.String({ minLength: 1, maxLength: 1_000, description: "Distinguished name below which people are." }),
    userFilter: Type.String({
      default: USER_FILTER,
      maxLength: 2_000,
      description:
        "Finds one person (RFC 4515); {name} is the typed name, escaped. Default: people of Active Directory whose " +
        "account is not disabled.",
    }),
    nameAttribute: Type.String({
      default: "sAMAccountName",
      pattern: "^[A-Za-z][A-Za-z0-9-]*$",
      description: "Attribute with the user's name.",
    }),
    idAttribute: Type.String({
      default: "objectGUID",
      pattern: "^[A-Za-z][A-Za-z0-9-]*$",
      description: "Attribute that is never given to another person: entryUUID in OpenLDAP and others.",
    }),
    groups: Type.Object(
      {
        from: Type.Union([Type.Literal("memberOf"), Type.Literal("nested"), Type.Literal("search")], {
          default: "memberOf",
          description:
            "`memberOf`: attribute of the person. `nested`: groups of groups too, by Active Directory's matching " +
            "rule. `search`: by `filter`.",
        }),
        base: Type.Optional(
          Type.String({ minLength: 1, maxLength: 1_000, description: "Where groups are. Default: `base`." }),
        ),
        filter: Type.String({
          default: GROUP_FILTER,
          maxLength: 2_000,
          description:
            "Groups of a person, for `search`; {dn} is the person's name in the directory, {name} the user's.",
        }),
      },
      { ...closed, default: {}, description: "How a person's groups are found." },
    ),
    roles: Type.Array(
      Type.Object({ group: Type.String({ minLength: 1, maxLength: 1_000 }), role: Type.Enum([...ROLES]) }, closed),
      {
        minItems: 1,
        maxItems: 64,
        description:
          "The role of each group, by its distinguished name; the highest counts. A person in none of the groups " +
          "cannot sign in.",
      },
    ),
    recheckMinutes: Type.Integer({
      minimum: 1,
      maximum: 1_440,
      default: 15,
      description: "How often the groups of people with a session or token are read again.",
    }),
  },
  { ...closed, description: "Names and passwords of the plant's directory, LDAP or Active Directory (docs/users.md)." },
);

/** Mistakes that a schema cannot express (rule U27). */
export function directoryProblems(config: DirectoryConfig): SectionProblem[] {
  const { urls, transport, base, userFilter, groups, roles } = config;
  const found: SectionProblem[] = [];
  const add = (steps: readonly (string | number)[], text: ConfigText) =>
    found.push({ steps: ["api", "directory", ...steps], ...text });
  for (const [i, url] of urls.entries())
    if (transport === "plain" && !OWN_MACHINE.test(url)) add(["urls", i], problem("directory-plain", { url }));
  const names: readonly (readonly [steps: readonly (string | number)[], name: string | undefined])[] = [
    [["base"], base],
    [["groups", "base"], groups.base],
    ...roles.map(({ group }, i) => [["roles", i, "group"], group] as const),
  ];
  for (const [steps, name] of names)
    if (name !== undefined && !DN.test(name)) add(steps, problem("directory-dn", { name }));
  if (!userFilter.includes("{name}")) add(["userFilter"], problem("directory-filter-name", { placeholder: "{name}" }));
  else
    checkFilter(userFilter, (reason) =>
      add(["userFilter"], problem("directory-filter", { reason, placeholder: "{name}" })),
    );
  if (groups.from === "search") {
    if (!/\{(?:dn|name)\}/.test(groups.filter))
      add(["groups", "filter"], problem("directory-filter-member", { placeholder: "{dn}" }));
    else
      checkFilter(groups.filter, (reason) =>
        add(["groups", "filter"], problem("directory-filter", { reason, placeholder: "{name}" })),
      );
  }
  return found;
}

/** A filter must hold for a name, and for `*`, which stands for anybody. */
function checkFilter(filter: string, wrong: (reason: string) => void): void {
  try {
    for (const name of ["x", "*"]) parseFilter(filter.replaceAll("{name}", name).replaceAll("{dn}", "cn=x"));
  } catch (error) {
    wrong(reasonOf(error));
  }
}
