import type { InjectOptions, LightMyRequestResponse } from "fastify";
import { afterEach, describe, expect, it } from "vitest";
import type { Api } from "../../../edge/api/http/api.ts";
import { type ApiDeps, buildApi } from "../../../edge/api/server.ts";
import { startAccounts } from "../../fakes/access/accounts.ts";
import { fakeEdge } from "../../fakes/api/deps.ts";

let app: Api;
afterEach(() => app.close());

function ask(options: InjectOptions, over: Partial<ApiDeps> = {}): Promise<LightMyRequestResponse> {
  app = buildApi(fakeEdge(over).deps);
  return app.inject(options);
}

describe("[S12] every route", () => {
  const everyRoute = async (ask: (one: Api, request: InjectOptions) => Promise<void>, over: Partial<ApiDeps> = {}) => {
    const routes = new Set<string>();
    app = buildApi(fakeEdge(over).deps);
    app.addHook("onRoute", ({ method, url }) => {
      for (const verb of [method].flat()) routes.add(`${verb} ${url}`);
    });
    await app.ready();
    expect(routes.size).toBeGreaterThan(40);
    for (const route of routes) {
      const [method, url = ""] = route.split(" ") as ["GET", string];
      const writes = !["GET", "HEAD", "DELETE"].includes(method);
      await ask(app, {
        method,
        url: url.replace(/:\w+/g, "x").replace("*", ""),
        headers: { host: "localhost:8080" },
        ...(writes ? { payload: {} } : {}),
      });
    }
  };

  it("that changes something refuses pages of other origins, for any user", async () => {
    await using people = await startAccounts();
    const authorization = await people.bearer("admin");
    await everyRoute(
      async (one, request) => {
        if (request.method === "GET" || request.method === "HEAD") return;
        for (const headers of [
          { origin: "https://evil.example" },
          { origin: "null" },
          { origin: "http://localhost:8081" },
          { "sec-fetch-site": "cross-site" },
        ]) {
          const { statusCode, body } = await one.inject({
            ...request,
            headers: { ...request.headers, authorization, ...headers },
          });
          expect([statusCode, body], `${request.method} ${String(request.url)}`).toEqual([
            403,
            expect.stringMatching(/another (origin|site)/),
          ]);
        }
      },
      { accounts: people.accounts },
    );
  });

  it("[J1] row 2: requests from pages of another site are refused and leave no record", async () => {
    const { deps } = fakeEdge();
    const own = { pseudonymOf: (name: string) => name, journal: deps.journal };
    await everyRoute(async (one, request) => {
      const url = String(request.url);
      if (!url.startsWith("/api/v1/") || url.includes("/oidc/callback")) return;
      for (const site of ["cross-site", "same-site"]) {
        const { statusCode } = await one.inject({
          ...request,
          headers: { ...request.headers, "sec-fetch-site": site, "sec-fetch-mode": "navigate" },
        });
        expect(statusCode, `${request.method} ${url}`).toBe(403);
      }
    }, own);
    expect(await deps.journal.read({ limit: 10 })).toEqual([]);
  });

  it("[B15] answers of the API are kept by no cache, whoever asks", async () => {
    await using people = await startAccounts();
    const admin = await people.bearer("admin");
    await everyRoute(
      async (one, request) => {
        const url = String(request.url);
        if (!url.startsWith("/api/v1/") && url !== "/metrics") return;
        for (const authorization of [admin, "Bearer nobody"]) {
          const { headers } = await one.inject({ ...request, headers: { ...request.headers, authorization } });
          expect(headers["cache-control"], `${request.method} ${url}`).toBe("no-store");
        }
      },
      { accounts: people.accounts },
    );
  });

  it("answers under the edge's own names only", async () => {
    const odd = [
      "localhost.",
      "127.1",
      "127.0.0.2",
      "0.0.0.0",
      "2130706433",
      "[::ffff:127.0.0.1]",
      "a@localhost",
      "localhost/evil",
      "localhost:8080:1",
      "localhost, evil.example",
      "evil.example:127.0.0.1",
    ];
    await everyRoute(async (one, request) => {
      for (const host of odd)
        expect(
          (await one.inject({ ...request, headers: { host } })).statusCode,
          `${host} ${request.method} ${String(request.url)}`,
        ).toBe(421);
    });
  });

  it.each([
    "/api/v1/plant/",
    "//api/v1/plant",
    "/API/v1/plant",
    "/api/v1/plant;x=1",
    "/api%2fv1%2fplant",
    "/api/v1/plant%00",
    "/api/v1/plant%3Fx",
  ])("%s, which is not a route, does not answer like one", async (url) => {
    await using people = await startAccounts({ isRequired: true });
    expect((await ask({ url }, { accounts: people.accounts })).statusCode).toBe(404);
  });

  it.each([
    "/%61pi/v1/plant",
    "/api/v1/./plant",
    "/api/v1/x/../plant",
    "/api/docs/../v1/plant",
    "/api/docs/%2e%2e/v1/plant",
    "http://localhost/api/v1/plant",
  ])("%s is recognised as its route and asks to sign in", async (url) => {
    await using people = await startAccounts({ isRequired: true });
    expect((await ask({ url }, { accounts: people.accounts })).statusCode).toBe(401);
  });

  it("follows the request's method, ignoring override headers", async () => {
    const headers = { "x-http-method-override": "DELETE", "x-method-override": "DELETE", "x-http-method": "DELETE" };
    expect((await ask({ url: "/api/v1/session", headers })).json()).toMatchObject({ user: "local" });
  });
});
