/** The API of one site at the hub: that of an edge, as far as the hub can answer (rule HS9). */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Api } from "../../api/http/api.ts";
import { onBehalfOf } from "../../api/http/on-behalf-of.ts";
import { OPERATIONS } from "../../api/operations.ts";
import { type ApiDeps, buildApi } from "../../api/server.ts";
import type { Caller } from "../../api/services/caller.ts";
import { isStreamUpgrade } from "../../api/stream/stream-upgrade.ts";
import { EdgeError } from "../../contracts/errors.ts";
import { isEdgeId } from "../../fleet/wire/subjects.ts";
import { ELSEWHERE } from "./elsewhere.ts";
import { SERVED } from "./served.ts";
import type { Site } from "./site.ts";

/** What a site's API has of the hub that serves it: names, proxies, viewer. */
export type SiteFrame = Pick<
  ApiDeps,
  "hosts" | "embed" | "trustedProxies" | "proxyHeader" | "staticDir" | "pseudonymOf"
>;

/**
 * An API that does not listen: `serveSite` and `upgradeSite` give it requests. It has no users of its own: whoever
 * gives it a request has decided that it may pass, and says for whom.
 */
export function siteApi(site: Site, frame: SiteFrame): Api {
  const api = buildApi({ ...site.deps, ...frame, access: "network" });
  api.addHook("onRequest", async ({ method, routeOptions: { url = "" }, is404 }) => {
    const verb = method === "HEAD" ? "GET" : method;
    const operation = `${verb} ${url}`;
    if (!is404 && operation in OPERATIONS && !SERVED.has(operation)) throw new EdgeError("conflict", ELSEWHERE);
  });
  return api;
}

/** A site, and an address within it. */
export interface SiteAddress {
  readonly edgeId: string;
  readonly path: string;
}

export interface SiteRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

export interface SiteUpgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

const SITES = /^\/sites\/([^/?]+)(\/[^?]*)?(\?.*)?$/;

/** Which site an address below `/sites/` is of, and the address within it; undefined for others. */
export function siteAddress(url: string): SiteAddress | undefined {
  const [, edgeId = "", path, query = ""] = SITES.exec(url) ?? [];
  return isEdgeId(edgeId) && path !== undefined ? { edgeId, path: `${path}${query}` } : undefined;
}

/** Whether a request may become a WebSocket: for the server that has the sites below it. */
export function isSiteUpgrade({ url = "", headers }: Pick<IncomingMessage, "url" | "headers">): boolean {
  const address = siteAddress(url);
  return address !== undefined && isStreamUpgrade({ url: address.path, headers });
}

/** Answers a request that is already known to be allowed. `path`: the address within the site. */
export function serveSite(
  api: Api,
  { request, response }: SiteRequest,
  { path, caller }: { readonly path: string; readonly caller: Caller },
): void {
  request.url = path;
  onBehalfOf.run(caller, () => api.server.emit("request", request, response));
}

/** The same for a request to become a WebSocket. */
export function upgradeSite(
  api: Api,
  { request, socket, head }: SiteUpgrade,
  { path, caller }: { readonly path: string; readonly caller: Caller },
): void {
  request.url = path;
  onBehalfOf.run(caller, () => api.server.emit("upgrade", request, socket, head));
}
