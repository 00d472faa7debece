const NO_ANCESTORS = "frame-ancestors 'none'";
/** Styles set through the CSSOM, as preact and uPlot do, need no `unsafe-inline`. */
const CSP = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
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
