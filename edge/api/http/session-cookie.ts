import type { FastifyReply, FastifyRequest } from "fastify";
import { isByTrustedProxy } from "./client-address.ts";

/** Cookies ignore ports, so two edges on one machine need two names. The edge's id ends in random digits. */
export function cookieNameOf(edgeId: string): string {
  return `gemba_session_${edgeId.replaceAll(/[^0-9A-Za-z]/g, "").slice(-8)}`;
}

/** Of the cookie that ties the way to the provider to a browser. */
export function stateCookieNameOf(edgeId: string): string {
  return `${cookieNameOf(edgeId)}_state`;
}

/** Value of the session cookie; undefined for text that cannot be one. */
export function sessionIn(request: FastifyRequest, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (at >= 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/** Scripts cannot read it, and no other site can make a browser send it (RFC 6265bis). An empty value deletes it. */
export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  { name, value, hours }: { name: string; value: string; hours: number },
): void {
  // Behind a proxy that ends TLS, the page's own address or a trusted proxy shows that the browser uses TLS.
  const secure = isSecure(request) ? "; Secure" : "";
  const maxAge = value === "" ? 0 : Math.round(hours * 3600);
  void reply.header("set-cookie", `${name}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAge}${secure}`);
}

/** Ties a sign-in at another site to the browser in which it began. `Lax`, because that site sends the browser back. */
export function setStateCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  { name, value }: { name: string; value: string },
): void {
  const secure = isSecure(request) ? "; Secure" : "";
  const scope = "Path=/api/v1/session/oidc; HttpOnly; SameSite=Lax";
  void reply.header("set-cookie", `${name}=${value}; ${scope}; Max-Age=${value === "" ? 0 : 600}${secure}`);
}

function isSecure(request: FastifyRequest): boolean {
  const isForwardedHttps = isByTrustedProxy(request) && request.headers["x-forwarded-proto"] === "https";
  return request.protocol === "https" || isForwardedHttps || request.headers.origin?.startsWith("https://") === true;
}
