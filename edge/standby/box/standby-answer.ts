/** What a box that does not write answers to a browser or program (rule SB26). */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { ConfigDifference } from "../../contracts/plant/config-prints.ts";
import { differenceWords } from "../difference-words.ts";

export interface Writer {
  /** Address of the other box's viewer, where the config names it. */
  readonly url: string | undefined;
  /** The other box writes now, as far as this one can know. */
  readonly writes: boolean;
  /** In which its config or program has differed for minutes. */
  readonly differs?: ConfigDifference | undefined;
}

const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "access-control-allow-origin": "*",
  connection: "close",
};

/**
 * Pages go to the writer's box; a browser keeps the part after `#`. Where none writes yet, the page says so and asks
 * again. Programs get 503 with the writer's address.
 */
export function answerStandby(
  { method, url: path = "/", headers }: Pick<IncomingMessage, "method" | "url" | "headers">,
  response: Pick<ServerResponse, "writeHead" | "end">,
  { url, writes, differs }: Writer,
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
  response.end(isPage ? pageText(base, differs) : JSON.stringify({ error: "standby", writer: url ?? null, differs }));
}

function pageText(base: string | undefined, differs: ConfigDifference | undefined): string {
  // The config allows no quote or bracket in a host, but this page must not depend on it.
  const href = base === undefined ? undefined : escaped(base);
  const link = href === undefined ? "" : `<p><a href="${href}">${href}</a></p>`;
  const words = differs && differenceWords(differs);
  const note = words === undefined ? "" : `<p>${escaped(words.zh)}</p><p lang="en">${escaped(words.en)}</p>\n`;
  return `<!doctype html><html lang="zh"><meta charset="utf-8"><meta http-equiv="refresh" content="2">
<title>Gemba</title><p>本机为备用主机，目前不写入。另一台主机写入后，本页会自动前往。</p>
<p lang="en">This box stands by and does not write. As soon as the other one writes, this page goes there.</p>
${note}${link}</html>`;
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
