/** What a user of a hub may do at each site: by rights beside the role (rule CV8), or by groups (rule CV46). */
import {
  type Identity,
  isAtLeast,
  nameKey,
  type Role,
  type SiteGrant,
  type SiteRight,
  type SiteRights,
} from "./access.ts";

const SITE_RIGHTS: readonly SiteRight[] = ["none", "view", "act"];

/** Of users without rights of their own, as in user files of before: what the role allows, everywhere. */
const EVERY_SITE: SiteRights = { all: "act", sites: [] };
const MOST_SITES = 2_000;
/** Words of a grant beside edge ids. */
export const EVERY = "all";
const BY_NAME = "name:";
const EDGE_ID = /^[0-9A-Za-z-]{1,64}$/;

export type RightsOfUser = Pick<Identity, "role" | "sites" | "grants">;

export interface NamedSite {
  readonly edgeId: string;
  /** Those that its edge gave, in each language; none while the hub has not heard it. */
  readonly names: readonly string[];
}

/** The role that a user has at a site; undefined without a right there. Who may only look has the lowest one. */
export function siteRoleOf({ role, sites = EVERY_SITE, grants }: RightsOfUser, site: NamedSite): Role | undefined {
  if (grants !== undefined)
    return grants
      .filter((grant) => grant.sites.some((words) => covers(words, site)))
      .map((grant) => grant.role)
      .reduce<Role | undefined>((best, one) => (best !== undefined && isAtLeast(best, one) ? best : one), undefined);
  const given = sites.sites.find((one) => one.edgeId === site.edgeId)?.right ?? sites.all;
  if (given === "none") return undefined;
  return given === "act" ? role : "viewer";
}

export function siteRightOf(user: RightsOfUser, site: NamedSite): SiteRight {
  const role = siteRoleOf(user, site);
  if (role === undefined) return "none";
  return isAtLeast(role, "operator") ? "act" : "view";
}

/**
 * The right that a user has at every site, also at those to come: what concerns the whole hub needs it. By groups it
 * is that of a role at `all`, which is their role at the hub.
 */
export function everySiteRightOf({ role, sites = EVERY_SITE, grants }: RightsOfUser): SiteRight {
  const most = isAtLeast(role, "operator") ? "act" : "view";
  if (grants !== undefined) return grants.some((grant) => grant.sites.includes(EVERY)) ? most : "none";
  const given = [sites.all, ...sites.sites.map(({ right }) => right)];
  return SITE_RIGHTS.find((right) => right === most || given.includes(right)) ?? "none";
}

/** Whether words of a grant mean a site. */
function covers(words: string, { edgeId, names }: NamedSite): boolean {
  if (words === EVERY || words === edgeId) return true;
  return words.startsWith(BY_NAME) && names.some((name) => isLike(name, words.slice(BY_NAME.length)));
}

/** Case and Unicode spelling do not count. Part by part, because an expression could take long. */
function isLike(name: string, pattern: string): boolean {
  const text = nameKey(name);
  const [first = "", ...rest] = pattern.split("*").map(nameKey);
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

/** What groups give, for people: `operator at name:East *, …`. */
export function grantsText(grants: readonly SiteGrant[]): string {
  return grants.map(({ role, sites }) => `${role} at ${sites.join(", ")}`).join("; ");
}

/**
 * Reads `all:act`, `none`, or a list such as `all:view,EDGE-ID:act`. Undefined for anything else, and for a site that
 * is named twice.
 */
export function siteRightsIn(text: string): SiteRights | undefined {
  if (text === "none") return { all: "none", sites: [] };
  let all: SiteRight = "none";
  const sites = new Map<string, SiteRight>();
  for (const part of text.split(",")) {
    const [name = "", word, ...rest] = part.trim().split(":");
    const right = SITE_RIGHTS.find((one) => one === word);
    if (right === undefined || rest.length > 0 || !EDGE_ID.test(name) || sites.has(name)) return undefined;
    sites.set(name, right);
    if (name === "all") all = right;
  }
  sites.delete("all");
  return sites.size > MOST_SITES ? undefined : { all, sites: [...sites].map(([edgeId, right]) => ({ edgeId, right })) };
}

export function siteRightsText({ all, sites }: SiteRights): string {
  const named = sites.map(({ edgeId, right }) => `${edgeId}:${right}`);
  return [...(all === "none" && named.length > 0 ? [] : [all === "none" ? "none" : `all:${all}`]), ...named].join(",");
}
