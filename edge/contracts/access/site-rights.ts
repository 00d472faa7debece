/** What a user of a hub may do at each site, beside the role (rule CV8). */
import { isAtLeast, type Role, type SiteRight, type SiteRights } from "./access.ts";

const SITE_RIGHTS: readonly SiteRight[] = ["none", "view", "act"];

/** Of users without rights of their own, as in user files of before: what the role allows, everywhere. */
const EVERY_SITE: SiteRights = { all: "act", sites: [] };
const MOST_SITES = 2_000;
const EDGE_ID = /^[0-9A-Za-z-]{1,64}$/;

/** The right of a user at a site: the rights that were given, as far as the role goes. */
export function siteRightOf(
  { role, sites = EVERY_SITE }: { role: Role; sites?: SiteRights },
  edgeId: string,
): SiteRight {
  const given = sites.sites.find((one) => one.edgeId === edgeId)?.right ?? sites.all;
  return given === "act" && !isAtLeast(role, "operator") ? "view" : given;
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
