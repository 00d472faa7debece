/** What the caller of a request may do at a site, and at the hub as a whole (rules CV8, CV9, CV46 and CV51). */
import type { FastifyRequest } from "fastify";
import { OF_WHOLE_HUB, SITE_API } from "../../api/company-operations.ts";
import type { Caller } from "../../api/services/caller.ts";
import type { Identity, Role, SiteRight } from "../../contracts/access/access.ts";
import { everySiteRightOf, type NamedSite, siteRightOf, siteRoleOf } from "../../contracts/access/site-rights.ts";
import { siteAddress } from "../site/site-api.ts";

const NO_RIGHT = "Your user has no right to see this site. Ask an admin of the hub: gemba users sites";
const NO_ACT = "Your user may see this site and not act there. Ask an admin of the hub: gemba users sites";
const NO_USERS =
  "Acting at a site needs a user, and the hub has no users yet. On the hub's machine: gemba users invite";
const NOT_EVERYWHERE =
  "This is about the whole hub, so it needs a right at every site. Ask an admin of the hub: gemba users sites";
/** Of a provider's host name in an origin, of which an edge takes 128 characters. */
const MOST_HOST = 60;

export interface SiteNames {
  /** Names that the plant gives itself; none where the hub has not heard it. */
  namesOf(edgeId: string): readonly string[];
}

/** Decides by the present names of sites. */
export class SiteAccess {
  readonly #names: SiteNames;

  constructor(names: SiteNames) {
    this.#names = names;
  }

  /** Without users everybody on the hub's machine may look. */
  rightOf(caller: Caller, edgeId: string): SiteRight {
    return caller.kind === "local" ? "view" : siteRightOf(caller.identity, this.#site(edgeId));
  }

  /** Why the caller may not use an address; undefined for addresses that no site has, and pages. */
  refusalOf(request: FastifyRequest, caller: Caller): string | undefined {
    const { method, routeOptions } = request;
    const { url = "" } = routeOptions;
    if (url !== SITE_API) return wholeHubRefusalOf(`${method === "HEAD" ? "GET" : method} ${url}`, caller);
    const { id, "*": path } = request.params as { readonly id: string; readonly "*": string };
    const right = this.rightOf(caller, id);
    if (right === "none") return NO_RIGHT;
    const isAct = method === "POST" && path.startsWith("v1/alerts/");
    if (!isAct || right === "act") return undefined;
    return caller.kind === "local" ? NO_USERS : NO_ACT;
  }

  /** The caller as the site's own API sees them: with the role at this site, the lowest for who may only look. */
  callerAt(caller: Caller, edgeId: string): Caller {
    if (caller.kind === "local") {
      const { origin } = caller;
      return { kind: "user", origin, identity: { user: "local", role: "viewer", via: "session" } };
    }
    const { provider } = caller.identity;
    const role: Role = siteRoleOf(caller.identity, this.#site(edgeId)) ?? "viewer";
    // The edge keeps the origin with the act, so it says there who vouched for the person (rule CV49).
    const origin = provider === undefined ? caller.origin : `${caller.origin}, ${provider.slice(0, MOST_HOST)}`;
    return { ...caller, origin, identity: { ...caller.identity, role } };
  }

  /** The role at the site below whose address a user asked something of the hub; undefined elsewhere. */
  roleBelow({ originalUrl }: FastifyRequest, caller: Caller): Role | undefined {
    const edgeId = siteAddress(originalUrl)?.edgeId;
    if (edgeId === undefined || caller.kind === "local") return undefined;
    return siteRoleOf(caller.identity, this.#site(edgeId));
  }

  #site(edgeId: string): NamedSite {
    return { edgeId, names: this.#names.namesOf(edgeId) };
  }
}

/** Who sees and revokes the tokens of others. */
export function isOverHub(identity: Identity): boolean {
  return identity.role === "admin" && everySiteRightOf(identity) === "act";
}

/** The audit log is of all sites, and whoever makes users gives rights at all of them. */
function wholeHubRefusalOf(operation: string, caller: Caller): string | undefined {
  const needed = OF_WHOLE_HUB.get(operation);
  if (needed === undefined || caller.kind === "local") return undefined;
  const right = everySiteRightOf(caller.identity);
  return right === "act" || right === needed ? undefined : NOT_EVERYWHERE;
}
