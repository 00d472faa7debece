/** What a box that does not write answers to a browser or program (rule SB26). */
import type { IncomingMessage, ServerResponse } from "node:http";

export interface Writer {
  /** Address of the other box's viewer, where the config names it. */
  readonly url: string | undefined;
  /** The other box writes now, as far as this one can know. */
  readonly writes: boolean;
  /** Its config or program has differed for minutes. How is not said here: anybody may read this page. */
  readonly differs?: boolean;
}

const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "access-control-allow-origin": "*",
  connection: "close",
};

const DIFFERS = `<p>两台主机的配置或程序版本不同：写入的主机上的报警 standby/config 和本机的日志列出不同之处。</p>
<p lang="en">The two boxes have different configs or versions. The alert standby/config at the one that writes, and
the log of this one, say how.</p>
`;

/**
 * Pages go to the writer's box; a browser keeps the part after `#`. Where none writes yet, the page says so and asks
 * again. Programs get 503 with the writer's address.
 */
export function answerStandby(
  { method, url: path = "/", headers }: Pick<IncomingMessage, "method" | "url" | "headers">,
  response: Pick<ServerResponse, "writeHead" | "end">,
  { url, writes, differs = false }: Writer,
): void {
  const isPage = (method === "GET" || method === "HEAD") && headers.accept?.includes("text/html") === true;
  const base = url?.replace(/\/$/, "");
  if (isPage && writes && base !== undefined) {
    response.writeHead(307, { ...HEADERS, location: base + (path.startsWith("/") ? path : "/") });
    response.end();
    return;
  }
  const type = isPage ? "text/html; charset=utf-8" : "application/json";
  response.writeHead(503, { ...HEADERS, "content-type": type, "retry-after": "1" });
  const answer = { error: "standby", writer: url ?? null, ...(differs && { differs }) };
  response.end(isPage ? pageText(base, differs) : JSON.stringify(answer));
}

function pageText(base: string | undefined, differs: boolean): string {
  // The config allows no quote or bracket in a host, but this page must not depend on it.
  const href = base?.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
  const link = href === undefined ? "" : `<p><a href="${href}">${href}</a></p>`;
  return `<!doctype html><html lang="zh"><meta charset="utf-8"><meta http-equiv="refresh" content="2">
<title>Gemba</title><p>本机为备用主机，目前不写入。另一台主机写入后，本页会自动前往。</p>
<p lang="en">This box stands by and does not write. As soon as the other one writes, this page goes there.</p>
${differs ? DIFFERS : ""}${link}</html>`;
}
