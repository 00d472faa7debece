/** `/sites/ID/…`: the viewer of a site, and the site's own API behind the hub's sign-in and rights (rule CV9). */
import { type IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyReply, FastifyRequest } from "fastify";
import { SITE_API, SITE_METHODS, SITE_PAGES } from "../../api/company-operations.ts";
import type { Api } from "../../api/http/api.ts";
import { callerOf } from "../../api/http/principal.ts";
import { serveSite, siteAddress, upgradeSite } from "../site/site-api.ts";
import type { SiteAccess } from "./rights.ts";

/** Sign-in is the hub's: a site's viewer asks for it below its own address. */
const OF_HUB = /^\/api\/v1\/(?:session|invitation|tokens|users|invitations)(?:[/?].*)?$/;

export interface SiteRouteDeps {
  readonly sites: {
    /** Rejects with EdgeError `not-found`, `unavailable`, `conflict`. */
    get(edgeId: string): Promise<{ readonly api: Api }>;
    /** Keeps a site open. Returns what ends that. */
    hold(edgeId: string): () => void;
  };
  readonly staticDir: string | undefined;
  readonly siteAccess: Pick<SiteAccess, "callerAt">;
}

/** The address by which the hub routes a request: sign-in below a site is the hub's own. */
export function routedUrl({ url = "/" }: IncomingMessage): string {
  const path = siteAddress(url)?.path;
  return path !== undefined && OF_HUB.test(path) ? path : url;
}

export function siteRoutes(app: Api, { sites, staticDir, siteAccess }: SiteRouteDeps): void {
  const heads = new WeakMap<IncomingMessage, Buffer>();
  app.server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    heads.set(request, head);
    const response = new ServerResponse(request);
    response.assignSocket(socket);
    app.routing(request, response);
  });
  const schema = { hide: true };
  app.get("/sites/:id", { schema }, (request, reply) => {
    const folder = `${request.url.split("?", 1)[0] as string}/`;
    const address = siteAddress(folder);
    // Relative, so that it holds behind a proxy that has the hub in a folder of its own.
    if (address !== undefined) return reply.redirect(`${address.edgeId}/`);
    reply.callNotFound();
    return reply;
  });
  app.get(SITE_PAGES, { schema }, (request, reply) => {
    const file = (request.params as { readonly "*": string })["*"];
    if (staticDir !== undefined) return reply.sendFile(file === "" ? "index.html" : file);
    reply.callNotFound();
    return reply;
  });
  app.route({
    method: [...SITE_METHODS],
    url: SITE_API,
    schema,
    // Before the body is read, which is the site's to read.
    onRequest: (request, reply) => handOver(request, reply, { sites, siteAccess, heads }),
    handler: (_request, reply) => {
      reply.callNotFound();
    },
  });
}

async function handOver(
  request: FastifyRequest,
  reply: FastifyReply,
  {
    sites,
    siteAccess,
    heads,
  }: Pick<SiteRouteDeps, "sites" | "siteAccess"> & { readonly heads: WeakMap<IncomingMessage, Buffer> },
): Promise<FastifyReply> {
  const { raw } = request;
  const address = siteAddress(raw.url ?? "");
  if (address === undefined) {
    // An id that is written in another way than its own.
    reply.callNotFound();
    return reply;
  }
  const { edgeId, path } = address;
  const { api } = await sites.get(edgeId);
  const asked = { path, caller: siteAccess.callerAt(callerOf(request), edgeId) };
  const head = heads.get(raw);
  reply.hijack();
  if (head === undefined) serveSite(api, { request: raw, response: reply.raw }, asked);
  else {
    const { socket } = raw;
    const letGo = sites.hold(edgeId);
    reply.raw.detachSocket(socket);
    // What the hub holds for this request ends with the connection.
    socket.once("close", () => {
      letGo();
      reply.raw.emit("close");
    });
    upgradeSite(api, { request: raw, socket, head }, asked);
  }
  return reply;
}
