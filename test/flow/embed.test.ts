/** Embedded dashboards at the edge: docs/rules/dashboards.md. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import WebSocket from "ws";
import type { Api } from "../../edge/api/http/api.ts";
import { apiSection } from "../../edge/api/http/config.ts";
import { cookieNameOf } from "../../edge/api/http/session-cookie.ts";
import { buildApi } from "../../edge/api/server.ts";
import { type FakeAccounts, startAccounts } from "../fakes/access/accounts.ts";
import { fakeEdge } from "../fakes/api/deps.ts";
import { temporaryFolder } from "../fakes/config/plant-folder.ts";

let app: Api;
let people: FakeAccounts | undefined;
const sockets: WebSocket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await app.close();
  await people?.[Symbol.asyncDispose]();
  people = undefined;
});

const SITE = "https://portal.acme.com";

it("[DB14] only the page for frames may be framed, and only by the origins of the config", async () => {
  using viewer = temporaryFolder();
  for (const name of ["index.html", "embed.html"]) writeFileSync(join(viewer.path, name), "<!doctype html>");
  const headersOf = async (url: string) => {
    const { headers } = await app.inject({ url });
    return { csp: String(headers["content-security-policy"]), frame: headers["x-frame-options"] };
  };
  app = buildApi(fakeEdge({ staticDir: viewer.path }).deps);
  const plain = await headersOf("/embed.html");
  expect(plain).toEqual({ csp: expect.stringContaining("frame-ancestors 'none'"), frame: "DENY" });
  await app.close();
  app = buildApi(fakeEdge({ staticDir: viewer.path, embed: [SITE, "http://10.0.0.5:8080"] }).deps);
  expect(await headersOf("/embed.html?dashboard=a")).toEqual({
    csp: plain.csp.replace("frame-ancestors 'none'", `frame-ancestors ${SITE} http://10.0.0.5:8080`),
    frame: undefined,
  });
  for (const url of ["/", "/index.html", "/embed.html/x", "/api/v1/plant"])
    expect(await headersOf(url), url).toEqual(plain);
});

it("[DB14] an origin is a scheme, a host and perhaps a port, so that it cannot widen the policy", () => {
  const { pattern } = apiSection.schema.properties.embed.items as unknown as { readonly pattern: string };
  const isOrigin = (text: string) => new RegExp(pattern).test(text);
  expect([SITE, "http://10.0.0.5:8080"].map(isOrigin)).toEqual([true, true]);
  const others = ["*", "https://*", "https://a.com/", "https://a.com; script-src *", "'self'", "https://a.com b.com"];
  expect(others.map(isOrigin)).toEqual(others.map(() => false));
});

function ask(protocols: string[], headers: Record<string, string> = {}): Promise<string | number> {
  const { port } = app.server.address() as { port: number };
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/stream`, protocols, { headers });
  sockets.push(socket);
  return new Promise((resolve, reject) => {
    socket.on("open", () => resolve(socket.protocol));
    socket.on("unexpected-response", (_, response) => resolve(response.statusCode ?? 0));
    socket.on("error", reject);
  });
}

it("[DB15] the stream takes a token among the offered protocols; a wrong one is refused", async () => {
  people = await startAccounts();
  await people.add("ann", "viewer");
  const { accounts } = people;
  app = buildApi(fakeEdge({ accounts }).deps);
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { secret, token } = accounts.issueToken({ user: "ann", label: "x", role: "viewer", days: 1 });
  expect(await ask(["gemba", `bearer.${secret}`])).toBe("gemba");
  const [open] = sockets;
  expect(await ask([])).toBe(401);
  expect(await ask(["gemba", "bearer.gemba_wrong"])).toBe(401);
  const cookie = `${cookieNameOf("0193-edge")}=${await people.session("ann")}`;
  expect(await ask(["gemba"], { cookie })).toBe("gemba");
  expect(await ask(["gemba", "bearer.gemba_wrong"], { cookie })).toBe(401);
  const plain = await app.inject({
    url: "/api/v1/plant",
    headers: { "sec-websocket-protocol": `gemba, bearer.${secret}` },
  });
  expect(plain.statusCode).toBe(401);
  accounts.revokeToken(token.id);
  await vi.waitFor(() => expect(open?.readyState).toBe(WebSocket.CLOSED), { timeout: 10_000, interval: 20 });
});
