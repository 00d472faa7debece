/** The hub's server: sign-in, list of sites, rights per site, the way into a site's own API (docs/rules/company.md). */
import { writeFileSync } from "node:fs";
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import type { Api } from "../../../../edge/api/http/api.ts";
import type { Role } from "../../../../edge/contracts/access/access.ts";
import { encodeSummary, type SiteSummary } from "../../../../edge/contracts/fleet/site-summary.ts";
import { Summaries } from "../../../../edge/hub/company/summaries.ts";
import { type FakeAccounts, PASSWORD } from "../../../fakes/access/accounts.ts";
import type { MemoryJournal } from "../../../fakes/api/deps.ts";
import { A, B, type CompanyHub, startCompanyHub } from "../../../fakes/fleet/company-hub.ts";

const log = pino({ level: "silent" });

let hub: CompanyHub;
let dir: string;
let users: FakeAccounts;
let journal: MemoryJournal;
let app: Api;
let summaries: Summaries;
let held: CompanyHub["held"];
const hear = (edgeId: string, body: Uint8Array): void => hub.hear(edgeId, body);
const user = (role: Role, rights: string) => hub.user(role, rights);
const give = (name: string, rights: string): void => hub.give(name, rights);

beforeEach(async () => {
  hub = await startCompanyHub();
  ({ dir, users, journal, app, summaries, held } = hub);
  await app.ready();
});
afterEach(() => hub[Symbol.asyncDispose]());

const summary = (over: Partial<SiteSummary> = {}): SiteSummary => ({
  at: Date.now(),
  name: { en: "Plant", zh: "工厂" },
  location: null,
  machines: null,
  alerts: { p1: 1, p2: 0, p3: 0, p4: 0, unacknowledged: 1 },
  oee: null,
  energy: null,
  goodToday: null,
  orders: null,
  simulated: false,
  ...over,
});

const get = (url: string, headers = {}) => app.inject({ url, headers });
const post = (url: string, payload: object, headers = {}) => app.inject({ method: "POST", url, payload, headers });

it("[CV1] [CV4] without users this machine sees each site with its figures, and may not act", async () => {
  hear(A, encodeSummary(summary()));
  const answer = await get("/api/v1/company/sites");
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toMatchObject({
    name: { en: "Company" },
    sites: [
      {
        edgeId: A,
        rights: "view",
        waitingActs: 2,
        link: { state: "connected", heardAt: "2026-12-01T00:00:00.000Z", behindSeconds: 1, why: null },
        missing: { lost: 3, leftOutWaveforms: 4, storedTo: "2026-12-01T00:00:00.000Z" },
        summary: { alerts: { p1: 1 }, machines: null, oee: null, goodToday: null },
      },
      { edgeId: B, name: { en: "Plant", zh: "Plant" }, summary: null },
    ],
  });
  expect((await app.inject({ url: "/api/v1/company/sites", remoteAddress: "10.0.0.9" })).statusCode).toBe(403);
  const act = await post(`/sites/${A}/api/v1/alerts/a1/acknowledge`, {});
  expect(act.statusCode).toBe(403);
  expect(act.json()).toMatchObject({ cause: { code: "site-act-no-users" } });
});

it("[CV4] an unchanged list answers 304 to its tag, and a changed one does not", async () => {
  const first = await get("/api/v1/company/sites");
  const etag = first.headers.etag as string;
  const again = await get("/api/v1/company/sites", { "if-none-match": etag });
  expect([again.statusCode, again.body]).toEqual([304, ""]);
  hear(A, encodeSummary(summary()));
  expect((await get("/api/v1/company/sites", { "if-none-match": etag })).statusCode).toBe(200);
});

it("[CV34] a site's page asks for its own site alone, and learns of no other", async () => {
  const one = await get(`/api/v1/company/sites?site=${A}`);
  expect(one.json<{ sites: { edgeId: string }[] }>().sites.map(({ edgeId }) => edgeId)).toEqual([A]);
  const headers = await user("operator", `${A}:act`);
  for (const [id, count] of [
    [A, 1],
    [B, 0],
    ["none", 0],
  ] as const)
    expect(
      (await get(`/api/v1/company/sites?site=${id}`, headers)).json<{ sites: unknown[] }>().sites,
      id,
    ).toHaveLength(count);
  expect((await get("/api/v1/company/sites?site=..", headers)).statusCode).toBe(400);
});

it("[CV8] who has no right at a site does not see it, and gets 403 with a reason that has both languages", async () => {
  const headers = await user("operator", `${B}:view`);
  const { sites } = (await get("/api/v1/company/sites", headers)).json<{
    sites: { edgeId: string; rights: string }[];
  }>();
  expect(sites.map(({ edgeId, rights }) => [edgeId, rights])).toEqual([[B, "view"]]);
  const refused = await get(`/sites/${A}/api/v1/alerts`, headers);
  expect(refused.statusCode).toBe(403);
  expect(refused.json()).toMatchObject({ code: "forbidden", cause: { code: "site-no-right" } });
  expect((await get(`/api/v1/company/acts?site=${A}`, headers)).statusCode).toBe(404);
  expect((await get(`/api/v1/company/acts?site=${B}`, headers)).json()).toEqual({ acts: [] });
  expect((await get("/api/v1/company/sites")).statusCode).toBe(401);
  expect((await get(`/sites/${A}/api/v1/alerts`)).statusCode).toBe(401);
});

it("[CV9] who may only look has the lowest role at the site, and who may act has their own", async () => {
  const headers = await user("operator", "all:view");
  expect((await get(`/sites/${A}/api/v1/alerts`, headers)).statusCode).toBe(200);
  const seen = await post(`/sites/${A}/api/v1/alerts/a1/acknowledge`, {}, headers);
  expect(seen.json()).toMatchObject({ status: 403, cause: { code: "site-no-act" } });
  expect((await post(`/sites/${A}/api/v1/spares/x/changes`, {}, headers)).statusCode).toBe(403);
  give("operator", `${A}:act`);
  // The site's own book answers: it knows no such alert.
  expect((await post(`/sites/${A}/api/v1/alerts/none/acknowledge`, {}, headers)).statusCode).toBe(404);
});

it("[CV7] sign-in below a site is the hub's, and the cookie counts there", async () => {
  await users.add("anna", "operator");
  const login = await post(`/sites/${A}/api/v1/session`, { name: "anna", password: PASSWORD });
  expect(login.json()).toMatchObject({ user: "anna" });
  const cookie = String(login.headers["set-cookie"]).split(";", 1)[0];
  expect(String(login.headers["set-cookie"])).toMatch(/Path=\/;.*SameSite=Strict/);
  expect((await get(`/sites/${A}/api/v1/session`, { cookie })).json()).toMatchObject({
    user: "anna",
    role: "operator",
  });
  expect((await get(`/sites/${A}/api/v1/alerts`, { cookie })).statusCode).toBe(200);
  expect(journal.entries.map(({ action }) => action)).toContain("login");
});

it("[CV17] addresses with steps up, other spellings, unknown sites, pages of other origins get nothing", async () => {
  const headers = await user("operator", "all:act");
  const strange = ["..", "%2e%2e", "%2e%2e%2f%2e%2e", "a%2fb", "__proto__", "x".repeat(65), `${A}%00`];
  for (const id of strange)
    expect((await get(`/sites/${id}/api/v1/alerts`, headers)).statusCode, id).toBeGreaterThan(399);
  expect((await get(`/sites/${B}/api/v1/alerts`, headers)).statusCode).toBe(409);
  for (const file of ["../users.json", "%2e%2e/users.json", "..%2fusers.json", "%252e%252e/users.json"]) {
    const { body, statusCode } = await get(`/sites/${A}/${file}`);
    expect(body, file).not.toContain("gemba-users");
    expect(statusCode, file).toBeGreaterThan(399);
  }
  const foreign = { ...headers, origin: "https://evil.example", host: "127.0.0.1" };
  expect((await post(`/sites/${A}/api/v1/alerts/a1/acknowledge`, {}, foreign)).statusCode).toBe(403);
  expect((await get("/api/v1/company/sites", { ...headers, "sec-fetch-site": "cross-site" })).statusCode).toBe(403);
  expect((await get("/api/v1/company/sites", { ...headers, host: "evil.example" })).statusCode).toBe(421);
});

it("[CV1] [CV35] the start page is that of all sites, and below a site that of its twin", async () => {
  expect((await get("/")).body).toBe("company");
  expect((await get(`/sites/${A}/`)).body).toBe("viewer");
  const moved = await get(`/sites/${A}`);
  expect([moved.statusCode, moved.headers["location"]]).toEqual([302, `${A}/`]);
  expect((await get(`/sites/${A}/none.js`)).statusCode).toBe(404);
});

it("[CV9] a body goes to the site as it came, over a real connection", async () => {
  const headers = await user("operator", "all:act");
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const answer = await new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const asked = request(
      {
        port,
        method: "POST",
        path: `/sites/${A}/api/v1/alerts/none/comment`,
        headers: { ...headers, "content-type": "application/json" },
      },
      (response) => {
        let body = "";
        response.on("data", (chunk) => (body += chunk)).on("end", () => resolve({ status: response.statusCode, body }));
      },
    ).on("error", reject);
    asked.end(JSON.stringify({ comment: "a remark" }));
  });
  expect(answer.status, answer.body).toBe(404);
});

it("[CV9] a stream ends soon after its right is taken away, and holds the site open until then", async () => {
  const headers = await user("viewer", "all:view");
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/sites/${A}/api/v1/stream`, { headers });
  const messages: string[] = [];
  socket.on(
    "message",
    (data, isBinary) => void (isBinary ? messages.push("frame") : messages.push(JSON.parse(String(data)).kind)),
  );
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  socket.send(JSON.stringify({ kind: "hello", have: 0 }));
  await vi.waitFor(() => expect(messages).toContain("dictionary"));
  expect(held.now).toBe(1);
  const closed = new Promise((resolve) => socket.once("close", resolve));
  give("viewer", "none");
  await closed;
  await vi.waitFor(() => expect(held.now).toBe(0));
  const second = new WebSocket(`ws://127.0.0.1:${port}/sites/${A}/api/v1/stream`, { headers });
  const status = await new Promise((resolve) =>
    second
      .once("unexpected-response", (_request, response) => resolve(response.statusCode))
      .on("error", () => undefined),
  );
  expect(status).toBe(403);
});

it("[CV3] the newest figures are there after a start, with age, and what is no summary does nothing", async () => {
  const { mkdirSync } = await import("node:fs");
  mkdirSync(join(dir, "edges", A), { recursive: true });
  const sent = summary({ at: 5, goodToday: 7 });
  hear(A, encodeSummary(sent));
  for (const body of [Buffer.from("{}"), Buffer.alloc(48 * 1024, 123), encodeSummary({ ...sent, at: Number.NaN })])
    hear(A, body);
  expect(summaries.refused).toBe(3);
  await summaries.write();
  const again = new Summaries(dir, { on: () => undefined }, log);
  expect(again.of(A)?.summary).toEqual(sent);
  writeFileSync(join(dir, "edges", A, "summary.json"), "{ torn");
  expect(new Summaries(dir, { on: () => undefined }, log).of(A)).toBeUndefined();
});
