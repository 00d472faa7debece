/** Every route of a hub, with a person who has one site (docs/rules/company.md). */
import { afterEach, beforeEach, expect, it } from "vitest";
import { WebSocket } from "ws";
import { UserFile } from "../../../../edge/access/user-file.ts";
import { OPERATIONS } from "../../../../edge/api/operations.ts";
import { encodeSummary } from "../../../../edge/contracts/fleet/site-summary.ts";
import { PASSWORD } from "../../../fakes/access/accounts.ts";
import { A, B, type CompanyHub, startCompanyHub } from "../../../fakes/fleet/company-hub.ts";

/** Routes that know of no site: the caller's own session and tokens, pages, and the description of the API. */
const OF_NO_SITE =
  /^\w+ (?:\*|\/\*|\/sites\/:id(?:\/\*)?|\/api\/docs.*|\/api\/v1\/(?:session(?:\/.*)?|invitation|tokens(?:\/:id)?))$/;
/** Routes about all sites. */
const OF_ALL_SITES = [
  "GET /api/v1/journal",
  "GET /api/v1/journal/export",
  "GET /api/v1/users",
  "POST /api/v1/users",
  "PATCH /api/v1/users/:name",
  "DELETE /api/v1/users/:name",
  "POST /api/v1/invitations",
];
/** Routes that answer about the sites of the caller. */
const BY_SITE = ["GET /api/v1/company/sites", "GET /api/v1/company/acts"];
const SITE_API = /^\w+ \/sites\/:id\/api\/\*$/;
/** Below a site these are the hub's own, and say nothing of the site. */
const OF_HUB = /^\/api\/v1\/(?:session|invitation|tokens|users|invitations)(?:\/|$)/;

let hub: CompanyHub;
let routes: Set<string>;
beforeEach(async () => {
  hub = await startCompanyHub({ open: [A, B] });
  routes = new Set();
  hub.app.addHook("onRoute", ({ method, url }) => {
    for (const verb of [method].flat()) if (verb !== "HEAD") routes.add(`${verb} ${url}`);
  });
  await hub.app.ready();
});
afterEach(() => hub[Symbol.asyncDispose]());

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD";

function ask(operation: string, headers: Record<string, string>, query = "") {
  const [method, url = ""] = operation.split(" ") as [Method, string];
  const isBare = method === "GET" || method === "HEAD" || method === "DELETE";
  const path = url.replace(/:\w+/g, "x").replace("*", "");
  return hub.app.inject({ method, url: `${path}${query}`, headers, ...(isBare ? {} : { payload: {} }) });
}

/** People who have site A alone: by rights of their own, by the id in a group, and by its name. */
async function peopleOfA(): Promise<Record<string, string>[]> {
  const own = await hub.user("admin", `${A}:act`);
  hub.names.set(A, "East Hall");
  const cookies = [];
  for (const [name, site] of [
    ["ida", A],
    ["noa", "name:East *"],
  ] as const) {
    const person = { name, role: "viewer", issuer: "https://login.example", subject: name } as const;
    const grants = [{ role: "admin", sites: [site] }] as const;
    const result = await hub.users.accounts.signInExternal({ ...person, grants });
    if (result.kind !== "signed-in") throw new Error(result.kind);
    cookies.push({ cookie: `gemba_session_0000hub1=${result.session}` });
  }
  return [own, ...cookies];
}

it("[CV50] each route of a hub is about no site, about all, or asks for the right at its site", () => {
  const rest = [...routes].filter((one) => !OF_NO_SITE.test(one) && !SITE_API.test(one)).sort();
  expect(rest).toEqual([...OF_ALL_SITES, ...BY_SITE].sort());
  expect([...routes].filter((one) => SITE_API.test(one))).toHaveLength(5);
});

it("[CV50] whoever has site A alone gets nothing of site B by any route of hub or site", async () => {
  const at = Date.now();
  const alerts = { p1: 1, p2: 0, p3: 0, p4: 0, unacknowledged: 1 };
  const none = { location: null, machines: null, oee: null, energy: null, goodToday: 7, orders: null };
  const name = { en: "Secret plant", zh: "某厂" };
  hub.hear(B, encodeSummary({ at, name, alerts, simulated: false, ...none }));
  const operations = Object.keys(OPERATIONS).filter((one) => one.includes(" /api/"));
  expect(operations.length).toBeGreaterThan(150);
  for (const headers of await peopleOfA()) {
    const who = JSON.stringify(headers).slice(0, 60);
    for (const operation of operations) {
      const [method = "", url = ""] = operation.split(" ");
      if (OF_HUB.test(url)) continue;
      for (const verb of method === "GET" ? ["GET", "HEAD"] : [method]) {
        const answer = await ask(`${verb} /sites/${B}${url}`, headers);
        expect([answer.statusCode, answer.body.includes("temperature")], `${who} ${verb} ${url}`).toEqual([403, false]);
      }
    }
    const list = await ask("GET /api/v1/company/sites", headers);
    expect(list.json<{ sites: { edgeId: string }[] }>().sites.map(({ edgeId }) => edgeId)).toEqual([A]);
    for (const query of [`?site=${B}`, "?site=none"])
      expect((await ask("GET /api/v1/company/sites", headers, query)).json()).toMatchObject({ sites: [] });
    // The same answer as for a site that there is not.
    const [there, nowhere] = [
      await ask("GET /api/v1/company/acts", headers, `?site=${B}`),
      await ask("GET /api/v1/company/acts", headers, "?site=none"),
    ];
    expect([there.statusCode, nowhere.statusCode]).toEqual([404, 404]);
    expect(there.json().detail).toBe(nowhere.json().detail);
    for (const address of [`/sites/${B}/metrics`, "/metrics", `/sites/${B.toUpperCase()}/api/v1/alerts`])
      expect((await ask(`GET ${address}`, headers)).statusCode, address).toBeGreaterThan(399);
    for (const file of [`/sites/${B}`, `/sites/${B}/`])
      expect((await ask(`GET ${file}`, headers)).body).not.toMatch(/Secret|temperature/);
    expect((await ask(`GET /sites/${A}/api/v1/alerts`, headers)).statusCode, who).toBe(200);
  }
}, 60_000);

it("[CV50] a stream of live or past values of B does not open for whoever has A alone", async () => {
  const [headers = {}] = await peopleOfA();
  const address = await hub.app.listen({ host: "127.0.0.1", port: 0 });
  for (const path of ["stream", "replay?from=-1h"]) {
    const status = await new Promise((resolve) =>
      new WebSocket(`${address.replace("http", "ws")}/sites/${B}/api/v1/${path}`, { headers })
        .once("unexpected-response", (_request, response) => resolve(response.statusCode))
        .once("open", () => resolve("open"))
        .on("error", () => undefined),
    );
    expect(status, path).toBe(403);
  }
});

it("[CV51] the audit log and users of a hub are for people with a right at every site alone", async () => {
  await hub.users.add("ann", "admin");
  const cookie = `gemba_session_0000hub1=${await hub.users.session("ann")}`;
  for (const rights of ["none", `${A}:act,${B}:act`, `all:act,${B}:none`]) {
    hub.give("ann", rights);
    for (const operation of OF_ALL_SITES) {
      const answer = await ask(operation, { cookie });
      expect(answer.json(), `${rights} ${operation}`).toMatchObject({
        status: 403,
        cause: { code: "hub-not-everywhere" },
      });
    }
  }
  // Nor tokens of others, of which an admin of all sites sees each.
  await hub.user("viewer", "all:view");
  const tokens = async () => (await ask("GET /api/v1/tokens", { cookie })).json<{ tokens: unknown[] }>().tokens.length;
  expect(await tokens()).toBe(0);
  const [{ id = "" } = {}] = hub.users.accounts.tokens();
  const revoke = await hub.app.inject({ method: "DELETE", url: `/api/v1/tokens/${id}`, headers: { cookie } });
  expect(revoke.statusCode).toBe(404);
  hub.give("ann", "all:view");
  expect((await ask("GET /api/v1/journal", { cookie })).statusCode).toBe(200);
  // Whoever may only look could otherwise make a user who may act.
  expect((await ask("POST /api/v1/invitations", { cookie })).statusCode).toBe(403);
  hub.give("ann", "all:act");
  expect(await tokens()).toBe(1);
  for (const operation of ["GET /api/v1/users", "GET /api/v1/journal"])
    expect((await ask(operation, { cookie })).statusCode, operation).toBe(200);
  new UserFile(hub.dir).change((people) => ({ ...people, users: people.users.map(({ sites: _, ...one }) => one) }));
  expect((await ask("GET /api/v1/users", { cookie })).statusCode).toBe(200);
});

it("[CV52] cookies, host names and pages of other origins count at a hub and below a site as at an edge", async () => {
  await hub.users.add("ann", "operator");
  const login = (url: string, more = {}) =>
    hub.app.inject({ method: "POST", url, headers: more, payload: { name: "ann", password: PASSWORD } });
  const origin = { origin: "https://localhost", host: "localhost" };
  for (const url of ["/api/v1/session", `/sites/${A}/api/v1/session`]) {
    const answer = await login(url, origin);
    expect(String(answer.headers["set-cookie"]), url).toMatch(/Path=\/; HttpOnly; SameSite=Strict; .*; Secure$/);
  }
  const answer = await login("/api/v1/session");
  const cookie = String(answer.headers["set-cookie"]).split(";", 1)[0] ?? "";
  for (const operation of [
    "GET /api/v1/company/sites",
    `GET /sites/${A}/api/v1/alerts`,
    `GET /sites/${A}/api/v1/plant`,
  ]) {
    expect((await ask(operation, { cookie })).statusCode, operation).toBe(200);
    for (const site of ["cross-site", "same-site"])
      expect((await ask(operation, { cookie, "sec-fetch-site": site })).statusCode, operation).toBe(403);
    expect((await ask(operation, { cookie, host: "evil.example" })).statusCode, operation).toBe(421);
  }
  for (const operation of [
    "DELETE /api/v1/session",
    `POST /sites/${A}/api/v1/alerts/x/acknowledge`,
    "POST /api/v1/tokens",
  ])
    for (const from of ["https://evil.example", "null", "http://localhost:1"])
      expect((await ask(operation, { cookie, host: "localhost", origin: from })).statusCode, operation).toBe(403);
  expect((await ask("DELETE /api/v1/session", { cookie })).statusCode).toBe(200);
  for (const url of ["/api/v1/company/sites", `/sites/${A}/api/v1/alerts`])
    expect((await ask(`GET ${url}`, { cookie })).statusCode, url).toBe(401);
});

it("[CV52] requests at a hub and below its sites have the limits of an edge", async () => {
  const headers = await hub.user("operator", "all:act");
  const until429 = async (operation: string, most: number): Promise<number> => {
    for (let i = 0; i < most; i++) {
      const answer = await ask(operation, headers);
      if (answer.statusCode !== 429) continue;
      expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
      return i;
    }
    return most;
  };
  const [writes, signIns] = [
    await until429(`POST /sites/${A}/api/v1/alerts/none/acknowledge`, 2_000),
    await until429(`GET /sites/${A}/api/v1/session/oidc`, 1_000),
  ];
  expect(writes).toBeGreaterThan(150);
  expect(writes).toBeLessThan(2_000);
  expect(signIns).toBeLessThan(1_000);
});
