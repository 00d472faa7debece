/** `/sites/ID/…`: the viewer of a site, and the site's own API behind the hub's sign-in and rights (rule CV9). */
import { type IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Socket } from "node:net";
import type { FastifyReply, FastifyRequest } from "fastify";
import { SITE_API, SITE_METHODS, SITE_PAGES } from "../../api/company-operations.ts";
import type { Api } from "../../api/http/api.ts";
import { onBehalfOf } from "../../api/http/on-behalf-of.ts";
import { callerOf } from "../../api/http/principal.ts";
import { isStreamUpgrade } from "../../api/stream/stream-upgrade.ts";
import { callerAt } from "./rights.ts";

const OF_SITE = /^\/sites\/([0-9A-Za-z-]{1,64})(\/api\/.*)$/;
/** Sign-in is the hub's: a site's viewer asks for it below its own address. */
const OF_HUB = /^\/api\/v1\/(?:session|invitation|tokens|users|invitations)(?:[/?].*)?$/;

/** The server of one site: its addresses begin at `/api`. */
export interface SiteServer {
  request(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

export interface SiteServers {
  /** Rejects with EdgeError `not-found`, `unavailable`. */
  of(edgeId: string): Promise<SiteServer>;
}

export interface SiteRouteDeps {
  readonly sites: SiteServers;
  readonly staticDir: string | undefined;
}

/** A server of Fastify as that of a site. It must be ready. */
export function siteServerOf(app: Api): SiteServer {
  return {
    request: (request, response) => app.routing(request, response),
    upgrade: (request, socket, head) => void app.server.emit("upgrade", request, socket, head),
  };
}

/** The address by which the hub routes a request: sign-in below a site is the hub's own. */
export function routedUrl({ url = "/" }: IncomingMessage): string {
  const below = OF_SITE.exec(url)?.[2];
  return below !== undefined && OF_HUB.test(below) ? below : url;
}

/** Upgrades are granted for stream and replay of a site. */
export function isSiteUpgrade({ url, headers }: IncomingMessage): boolean {
  const below = OF_SITE.exec(url ?? "")?.[2];
  return below !== undefined && isStreamUpgrade({ url: below, headers });
}

export function siteRoutes(app: Api, { sites, staticDir }: SiteRouteDeps): void {
  const heads = new WeakMap<IncomingMessage, Buffer>();
  app.server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    heads.set(request, head);
    const response = new ServerResponse(request);
    response.assignSocket(socket);
    app.routing(request, response);
  });
  const schema = { hide: true };
  app.get("/sites/:id", { schema }, (request, reply) =>
    reply.redirect(`${encodeURI((request.url.split("?", 1)[0] as string) || "/")}/`),
  );
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
    onRequest: (request, reply) => handOver(request, reply, { sites, heads }),
    handler: (_request, reply) => {
      reply.callNotFound();
    },
  });
}

async function handOver(
  request: FastifyRequest,
  reply: FastifyReply,
  { sites, heads }: { readonly sites: SiteServers; readonly heads: WeakMap<IncomingMessage, Buffer> },
): Promise<FastifyReply> {
  const { raw } = request;
  const [, edgeId, below] = OF_SITE.exec(raw.url ?? "") ?? [];
  // An id that is written in another way than its own.
  if (edgeId === undefined || below === undefined) {
    reply.callNotFound();
    return reply;
  }
  const server = await sites.of(edgeId);
  reply.hijack();
  raw.url = below;
  onBehalfOf.run(callerAt(callerOf(request), edgeId), () => {
    const head = heads.get(raw);
    if (head === undefined) server.request(raw, reply.raw);
    else {
      const { socket } = raw;
      reply.raw.detachSocket(socket);
      // What the hub holds for this request ends with the connection.
      socket.once("close", () => reply.raw.emit("close"));
      server.upgrade(raw, socket, head);
    }
  });
  return reply;
}
