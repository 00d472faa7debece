import type { Logger } from "pino";
import type { Directory, ExternalPerson, Role } from "../../contracts/access/access.ts";
import { escapedForFilter, type LdapFilter, parseFilter } from "../../contracts/access/ldap-filter.ts";
import type { DirectoryConfig } from "../../contracts/access/sign-in-config.ts";
import { EdgeError, reasonOf } from "../../contracts/errors.ts";
import { externalName, highestOf } from "../external-person.ts";
import { dnKey } from "./dn.ts";
import { LdapConnection, type LdapEntry, type LdapResult, RESULT } from "./ldap-connection.ts";

/** A page gives up after ten seconds. */
const OPEN_WITHIN_MS = 3_000;
const SIGN_IN_WITHIN_MS = 8_000;
/** For the sessions of one look. */
const LOOK_WITHIN_MS = 60_000;
const MOST_AT_ONCE = 8;
/** Active Directory gives no more at once. */
const MOST_GROUPS = 1_000;
/** Active Directory's rule for members of members (MS-ADTS, 3.1.1.3.4.4.3). */
const IN_CHAIN = "1.2.840.113556.1.4.1941";
/** No attributes: the names of the groups are enough (RFC 4511, 4.5.1.8). */
const NO_ATTRIBUTES = "1.1";
/** A person's own bind fails with one of these: wrong password, or an account that may not sign in. */
const REFUSED_PERSON: readonly number[] = [RESULT.invalidCredentials, RESULT.noSuchObject, 19, 48, 50, 53];

interface Found {
  readonly dn: string;
  readonly name: string | undefined;
  readonly subject: string | undefined;
  readonly roles: readonly Role[];
}

/**
 * Sign-in against the plant's directory: a service account finds the person and the groups, then a bind with the
 * person's password shows whether it is right (rules U22 to U27). It keeps no connection and no password.
 */
export function createDirectory(config: DirectoryConfig, log: Logger): Directory {
  const issuer = `ldap:${dnKey(config.base)}`;
  const roles = new Map<string, Role[]>();
  for (const { group, role } of config.roles) roles.set(dnKey(group), [...(roles.get(dnKey(group)) ?? []), role]);
  let open = 0;

  /** One conversation, after the bind of the service account. */
  const talk = async <T>(withinMs: number, work: (link: LdapConnection) => Promise<T>): Promise<T> => {
    if (open >= MOST_AT_ONCE)
      throw new EdgeError("unavailable", "Too many people are signing in right now; try again in a few seconds.");
    open++;
    try {
      using link = await connected(config, AbortSignal.timeout(withinMs), log);
      expectDone("bind of the service account", await link.bind(config.bindDn, config.bindPassword));
      return await work(link);
    } catch (error) {
      if (error instanceof EdgeError) throw error;
      log.error({ directory: config.label, reason: reasonOf(error) }, "the directory does not answer as it should");
      throw new EdgeError(
        "unavailable",
        `The directory ${config.label} does not answer, so its people cannot sign in now. Users of the edge itself ` +
          "still can; the edge's log has the reason.",
      );
    } finally {
      open--;
    }
  };

  return {
    label: config.label,
    issuer,
    async signIn(name, password) {
      // A bind without a password succeeds on many servers, and shows nothing.
      if (name === "" || password === "") return undefined;
      const found = await talk(SIGN_IN_WITHIN_MS, async (link) => {
        const one = await foundBy(link, filterFor(config.userFilter, { name: escapedForFilter(name) }), {
          config,
          roles,
          log,
        });
        return one !== undefined && (await isPassword(link, one.dn, password)) ? one : undefined;
      });
      return found === undefined ? undefined : personOf(found, issuer, config);
    },
    async rolesOf(subjects) {
      const anybody = filterFor(config.userFilter, { name: "*" });
      return await talk(LOOK_WITHIN_MS, async (link) => {
        const present = new Map<string, Role | undefined>();
        for (const subject of subjects) {
          const id = { op: "equal", attribute: config.idAttribute, value: Buffer.from(subject, "hex") } as const;
          const found = await foundBy(link, { op: "and", parts: [anybody, id] }, { config, roles, log });
          present.set(subject, found === undefined || found.roles.length === 0 ? undefined : highestOf(found.roles));
        }
        return present;
      });
    },
  };
}

/** Connects to the first server that answers. */
async function connected({ urls, transport, ca }: DirectoryConfig, signal: AbortSignal, log: Logger) {
  let failure: unknown;
  for (const url of urls) {
    try {
      const opening = AbortSignal.any([signal, AbortSignal.timeout(OPEN_WITHIN_MS)]);
      return await LdapConnection.open({ url, isPlain: transport === "plain", ca }, opening, signal);
    } catch (error) {
      failure = error;
      log.warn({ url, reason: reasonOf(error) }, "a server of the directory cannot be reached");
    }
  }
  throw failure;
}

/** The one person whom the filter finds, with the roles of the groups. */
async function foundBy(
  link: LdapConnection,
  filter: LdapFilter,
  { config, roles, log }: { config: DirectoryConfig; roles: ReadonlyMap<string, readonly Role[]>; log: Logger },
): Promise<Found | undefined> {
  const { base, nameAttribute, idAttribute, groups } = config;
  const attributes = [nameAttribute, idAttribute, ...(groups.from === "memberOf" ? ["memberOf"] : [])];
  const { entries, result } = await link.search({ base, scope: "sub", filter, attributes, most: 2 });
  if (result.code !== RESULT.sizeLimitExceeded) expectDone("search for a person", result);
  const [entry] = entries;
  if (entries.length > 1) log.warn("two people of the directory match the filter, so neither can sign in");
  if (entry === undefined || entries.length > 1 || entry.dn === "") return undefined;
  const found = await groupsOf(link, entry, config);
  return {
    dn: entry.dn,
    name: firstText(entry, nameAttribute),
    subject: entry.attributes.get(idAttribute.toLowerCase())?.[0]?.toString("hex"),
    roles: found.flatMap((group) => roles.get(dnKey(group)) ?? []),
  };
}

/** Names of the person's groups. */
async function groupsOf(link: LdapConnection, entry: LdapEntry, config: DirectoryConfig): Promise<string[]> {
  const { from, base = config.base, filter } = config.groups;
  if (from === "memberOf") return (entry.attributes.get("memberof") ?? []).map((one) => one.toString("utf8"));
  const text = from === "nested" ? `(member:${IN_CHAIN}:={dn})` : filter;
  const name = firstText(entry, config.nameAttribute) ?? "";
  const { entries, result } = await link.search({
    base,
    scope: "sub",
    filter: filterFor(text, { dn: escapedForFilter(entry.dn), name: escapedForFilter(name) }),
    attributes: [NO_ATTRIBUTES],
    most: MOST_GROUPS,
  });
  // Further groups could only give more: who has so many gets the roles of the first thousand.
  if (result.code !== RESULT.sizeLimitExceeded) expectDone("search for groups", result);
  return entries.map(({ dn }) => dn);
}

/** The template with values that are escaped, or `*`, in its gaps. */
function filterFor(template: string, values: { readonly name: string; readonly dn?: string }): LdapFilter {
  return parseFilter(template.replaceAll(/\{(name|dn)\}/g, (_, gap: "name" | "dn") => values[gap] ?? ""));
}

async function isPassword(link: LdapConnection, dn: string, password: string): Promise<boolean> {
  const result = await link.bind(dn, password);
  if (REFUSED_PERSON.includes(result.code)) return false;
  expectDone("bind of a person", result);
  return true;
}

/** Throws EdgeError `forbidden`. */
function personOf(
  { name, subject, roles }: Found,
  issuer: string,
  { nameAttribute, idAttribute }: DirectoryConfig,
): ExternalPerson {
  const missing = name === undefined ? nameAttribute : subject === undefined ? idAttribute : undefined;
  if (name === undefined || subject === undefined)
    throw new EdgeError("forbidden", `The directory does not send your ${missing}; ask its administrator.`);
  if (roles.length === 0)
    throw new EdgeError(
      "forbidden",
      "The directory knows you, but none of your groups has access to this edge. Ask an admin of the edge.",
    );
  return { name: externalName(name), role: highestOf(roles), issuer, subject };
}

function firstText(entry: LdapEntry, attribute: string): string | undefined {
  return entry.attributes.get(attribute.toLowerCase())?.[0]?.toString("utf8");
}

/** A referral (code 10) is not followed: it is an answer without a result. */
function expectDone(what: string, { code, message }: LdapResult): void {
  if (code !== RESULT.success) throw new Error(`${what}: the server answers code ${code} (${message})`);
}
