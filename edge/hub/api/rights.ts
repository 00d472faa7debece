/** What the caller of a request may do at a site (rules CV8 and CV9). */
import type { FastifyRequest } from "fastify";
import { SITE_API } from "../../api/company-operations.ts";
import type { Caller } from "../../api/services/caller.ts";
import type { SiteRight } from "../../contracts/access/access.ts";
import { siteRightOf } from "../../contracts/access/site-rights.ts";

const NO_RIGHT = "Your user has no right to see this site. Ask an admin of the hub: gemba users sites";
const NO_ACT = "Your user may see this site and not act there. Ask an admin of the hub: gemba users sites";
const NO_USERS =
  "Acting at a site needs a user, and the hub has no users yet. On the hub's machine: gemba users invite";

/** Without users everybody on the hub's machine may look. */
export function rightOf(caller: Caller, edgeId: string): SiteRight {
  return caller.kind === "local" ? "view" : siteRightOf(caller.identity, edgeId);
}

/** Why the caller may not use an address of a site; undefined for addresses of no site, and its pages. */
export function siteRefusalOf(request: FastifyRequest, caller: Caller): string | undefined {
  if (request.routeOptions.url !== SITE_API) return undefined;
  const { id, "*": path } = request.params as { readonly id: string; readonly "*": string };
  const right = rightOf(caller, id);
  if (right === "none") return NO_RIGHT;
  const isAct = request.method === "POST" && path.startsWith("v1/alerts/");
  if (!isAct || right === "act") return undefined;
  return caller.kind === "local" ? NO_USERS : NO_ACT;
}

/** The caller as the site's own API sees them: who may only look has the lowest role there. */
export function callerAt(caller: Caller, edgeId: string): Caller {
  if (caller.kind === "local") {
    const { origin } = caller;
    return { kind: "user", origin, identity: { user: "local", role: "viewer", via: "session" } };
  }
  return rightOf(caller, edgeId) === "act" ? caller : { ...caller, identity: { ...caller.identity, role: "viewer" } };
}
