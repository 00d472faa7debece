const NO_ANCESTORS = "frame-ancestors 'none'";
const CONNECT = "connect-src 'self'";
/** An origin that goes into a policy as it is. */
const PLAIN_ORIGIN = /^https?:\/\/[0-9A-Za-z.:[\]-]+$/;
/** Styles set through the CSSOM, as preact and uPlot do, need no `unsafe-inline`. */
const CSP = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  CONNECT,
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  NO_ANCESTORS,
].join("; ");

/**
 * Headers of every answer, including errors before a request exists. Files of the page and of the plant replace the
 * first one: nothing in them is personal.
 */
export const SECURITY_HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": CSP,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
} as const;

/** The page that other sites may show in a frame, where the config names them. */
const EMBEDDED = "/embed.html";

/**
 * Headers of an answer to an address of this path: the ones above. The page for frames names the origins that may show
 * it; everything else in its policy stays.
 */
export function headersFor(path: string, embed: readonly string[]): Readonly<Record<string, string>> {
  if (path !== EMBEDDED || embed.length === 0) return SECURITY_HEADERS;
  const { "x-frame-options": _, ...rest } = SECURITY_HEADERS;
  return { ...rest, "content-security-policy": CSP.replace(NO_ANCESTORS, `frame-ancestors ${embed.join(" ")}`) };
}

/**
 * Adds what two boxes need (rule SB35): a page of this box may ask whether the other one, `url`, serves, and a page of
 * that one may read the answer of the start page. Nothing else is opened.
 */
export function withOtherBox(
  headers: Readonly<Record<string, string>>,
  { path, origin, url }: { readonly path: string; readonly origin: string | undefined; readonly url: string },
): Readonly<Record<string, string>> {
  const other = URL.canParse(url) ? new URL(url).origin : "";
  if (!PLAIN_ORIGIN.test(other)) return headers;
  const policy = headers["content-security-policy"]?.replace(CONNECT, `${CONNECT} ${other}`) ?? CSP;
  const readable = path === "/" && origin === other ? { "access-control-allow-origin": other, vary: "origin" } : {};
  return { ...headers, "content-security-policy": policy, ...readable };
}
