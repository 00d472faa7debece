import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { EdgeError } from "../../contracts/errors.ts";
import { isLoopback } from "../../observe/networks.ts";
import { addressOf } from "./client-address.ts";
import { headersFor, withOtherBox } from "./headers.ts";
import { replyProblem } from "./problems.ts";

/** A query with the longest tag uid, percent-encoded, stays far below this. */
const MAX_URL_LENGTH = 4096;
/** The address to which the provider sends a browser back. */
export const OIDC_CALLBACK = "/api/v1/session/oidc/callback";
/** Addresses that answer with data of a plant, at an edge or below a site; the description of the API is a page. */
const API = /^(?:\/sites\/:id)?\/api\/(?!docs(?:\/|$))/;
const LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"];

export interface SecurityOptions {
  readonly hosts: readonly string[];
  readonly access: "loopback" | "network";
  /** Origins that may show `/embed.html` in a frame. */
  readonly embed: readonly string[];
  /** Address of the other box's viewer, of a box that is one of two. */
  readonly otherBox: string | undefined;
  /** True once everybody must sign in: from then on the address of a client does not matter. */
  isSignInAsked(): boolean;
}

/** Guards every request, upgrades included, before any route sees it: by address, host name and page. */
export function guard(
  app: FastifyInstance,
  { hosts, access, embed, otherBox: url, isSignInAsked }: SecurityOptions,
): void {
  const allowed = new Set([...LOOPBACK_HOSTS, ...hosts].map(hostName));
  app.addHook("onRequest", async (request, reply) => {
    const path = request.url.split("?", 1)[0] as string;
    const headers = headersFor(path, embed);
    const { origin } = request.headers;
    reply.headers(url === undefined ? headers : withOtherBox(headers, { path, origin, url }));
    // HSTS: a browser that came over TLS once keeps to TLS for a year. Not on this machine's own names: other
    // programs serve under them without TLS.
    if (request.protocol === "https" && !LOOPBACK_HOSTS.includes(hostName(request.headers.host ?? "")))
      reply.header("strict-transport-security", "max-age=31536000");
    // A request for an upgrade that is not granted gets its answer, and the connection is not used again.
    if (request.headers.upgrade !== undefined) reply.header("connection", "close");
    if (request.url.length > MAX_URL_LENGTH)
      return replyProblem(
        { status: 414, code: "too-large", detail: `An address may have at most ${MAX_URL_LENGTH} characters.` },
        request,
        reply,
      );
    return refuseStranger(request, reply, { allowed, isOwnMachineOnly: access === "loopback" && !isSignInAsked() });
  });
  // A refused upgrade leaves a socket that no server counts any more, so nothing else would ever close it.
  app.addHook("onResponse", async (request) => {
    if (request.headers.upgrade !== undefined && !request.ws) request.raw.socket.destroy();
  });
}

function refuseStranger(
  request: FastifyRequest,
  reply: FastifyReply,
  { allowed, isOwnMachineOnly }: { allowed: ReadonlySet<string>; isOwnMachineOnly: boolean },
): FastifyReply | undefined {
  if (isOwnMachineOnly && !isLoopback(addressOf(request))) {
    throw new EdgeError(
      "forbidden",
      "The edge has no users yet, so only programs on its own machine have access. Make the first user there: gemba " +
        "users invite. To open it to a network that checks people itself, set `api.access: network` in the config.",
    );
  }
  // A page of another site that had its name point to 127.0.0.1 still sends that name (DNS rebinding).
  const host = request.headers.host;
  if (host === undefined || !allowed.has(hostName(host))) {
    return replyProblem(
      {
        status: 421,
        code: "forbidden",
        detail:
          "This host name is not one of the edge's. Use localhost or 127.0.0.1, or add the name to `api.hosts` in " +
          "the config.",
      },
      request,
      reply,
    );
  }
  // Browsers send Origin with every POST and every upgrade; other programs send none.
  if ((request.method !== "GET" && request.method !== "HEAD") || request.headers.upgrade !== undefined) {
    const origin = request.headers.origin;
    if (origin !== undefined && !isSameOrigin(origin, host)) {
      throw new EdgeError(
        "forbidden",
        "The request comes from a page of another origin; only pages that the edge serves may do this.",
      );
    }
  }
  if (isOfAnotherSite(request))
    throw new EdgeError(
      "forbidden",
      "The request comes from a page of another site; only pages that the edge serves have access.",
    );
  return undefined;
}

/**
 * Checks `Sec-Fetch-Site`. Some reads are recorded, so a page or link of another site could fill the audit log with
 * them. Only the provider of sign-ins sends people back from another site.
 */
function isOfAnotherSite({ headers, routeOptions: { url = "" } }: FastifyRequest): boolean {
  const site = headers["sec-fetch-site"];
  return (site === "cross-site" || site === "same-site") && API.test(url) && url !== OIDC_CALLBACK;
}

/** The host without port; an IPv6 address in the one spelling that browsers use. */
function hostName(host: string): string {
  const name = host.toLowerCase().replace(/:\d{1,5}$/, "");
  return name.startsWith("[") && URL.canParse(`http://${name}`) ? new URL(`http://${name}`).hostname : name;
}

function isSameOrigin(origin: string, host: string): boolean {
  return origin === `http://${host}` || origin === `https://${host}`;
}
