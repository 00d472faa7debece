import { isIP } from "node:net";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { EdgeError } from "../../contracts/errors.ts";
import { inNetworks, plainAddress } from "../../observe/networks.ts";
import { hostOf } from "./address.ts";

/** More proxies in a row than any plant has. */
const MOST_HOPS = 16;

export interface ProxyOptions {
  /** Addresses and networks of proxies whose header is believed. */
  readonly trustedProxies: readonly string[];
  /** The header that the proxies write. The other header is never read, because a proxy may pass on a client's own. */
  readonly proxyHeader: "x-forwarded-for" | "forwarded";
}

interface Origin {
  readonly address: string;
  readonly isByTrustedProxy: boolean;
}

/** The origin of each request; set before any other hook reads it. */
const origins = new WeakMap<FastifyRequest, Origin>();

/** The address of the client: of the connection, or as trusted proxies give it. */
export function addressOf(request: FastifyRequest): string {
  return origins.get(request)?.address ?? request.ip;
}

/** True when a trusted proxy passed the request on, so that its other headers are trusted too. */
export function isByTrustedProxy(request: FastifyRequest): boolean {
  return origins.get(request)?.isByTrustedProxy === true;
}

/** The key by which limits per address count a client. Every such limit calls this. */
export function networkOf(request: FastifyRequest): string {
  return hostOf(addressOf(request));
}

/**
 * Finds out where each request comes from. Must be registered first. Returns a test for trusted proxies. Throws
 * EdgeError `bad-config`.
 */
export function readAddresses(
  app: FastifyInstance,
  { trustedProxies, proxyHeader }: ProxyOptions,
): (address: string) => boolean {
  const isTrusted = proxiesIn(trustedProxies);
  let hasWarned = trustedProxies.length > 0;
  app.addHook("onRequest", async (request) => {
    // Empty where the connection has gone.
    const peer = plainAddress((request.ip as string | undefined) ?? "gone");
    const header = request.headers[proxyHeader];
    const text = Array.isArray(header) ? header.join(",") : header;
    origins.set(request, {
      address: clientAddress(peer, text, { isTrusted, proxyHeader }),
      isByTrustedProxy: isTrusted(peer),
    });
    if (hasWarned || (request.headers["x-forwarded-for"] ?? request.headers["forwarded"]) === undefined) return;
    hasWarned = true;
    request.log.warn(
      { proxy: peer },
      "requests come through a proxy that api.trustedProxies does not name: limits and the audit log treat all its " +
        "clients as one address",
    );
  });
  return (address) => isTrusted(plainAddress(address));
}

/**
 * Goes from the nearest hop to the farthest, as long as each is trusted: a client may have written anything further
 * left.
 */
export function clientAddress(
  peer: string,
  header: string | undefined,
  { isTrusted, proxyHeader }: { isTrusted: (address: string) => boolean; proxyHeader: ProxyOptions["proxyHeader"] },
): string {
  let address = plainAddress(peer);
  if (header === undefined) return address;
  const hops = proxyHeader === "forwarded" ? header.split(",").map(forIn) : header.split(",");
  for (const hop of hops.reverse().slice(0, MOST_HOPS)) {
    if (!isTrusted(address)) break;
    const next = addressIn(hop);
    // A hop without an address: the last proxy with an address counts as the client.
    if (next === undefined) break;
    address = next;
  }
  return address;
}

/** Whether an address is a trusted proxy's. Throws EdgeError `bad-config`. */
export function proxiesIn(networks: readonly string[]): (address: string) => boolean {
  return inNetworks(networks, (network, cause) => {
    throw new EdgeError(
      "bad-config",
      `api.trustedProxies: ${network} is no address or network; write 10.0.0.7, 10.0.0.0/24 or fd00::/8`,
      { cause },
    );
  });
}

/** The `for` of one hop of a Forwarded header (RFC 7239). */
function forIn(hop: string): string {
  return /(?:^|;)\s*for\s*=\s*("[^"]*"|[^;\s]*)/i.exec(hop)?.[1] ?? "";
}

function addressIn(hop: string): string | undefined {
  const text = hop.trim().replace(/^"(.*)"$/, "$1");
  const bare = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(text)?.[1] ?? text;
  return isIP(bare) === 0 ? undefined : plainAddress(bare);
}
